import {
  demandOfGroup,
  type GroupDemand,
  type Job,
  type SchedulerConfiguration,
  type TaskGroup,
} from '@steppe/domain';
import { DISTINCT_HOSTS, type DistinctHosts, distinctHostsOf } from '../feasible/distinct-hosts.ts';
import type { FeasibilityCheck } from '../feasible/feasibility-check.ts';
import { GroupFeasibility } from '../feasible/group-feasibility.ts';
import type { ProposedNode } from '../nodes/proposed-node.ts';
import { type PortDemand, portDemandOf } from '../ports/port-demand.ts';
import { nodeAffinityScorer } from '../score/node-affinity.ts';
import type { ZoneRules, ZoneValues } from './zone-rules.ts';

/** Why a node cannot take an allocation: it is the wrong one (`filtered`), or full (`exhausted`). */
export interface NodeRejection {
  readonly kind: 'filtered' | 'exhausted';
  readonly reason: string;
}

/** What decides where the allocations of one group may go, and which node is best. */
export class GroupRules {
  readonly job: Job;
  readonly group: TaskGroup;
  readonly config: SchedulerConfiguration;
  readonly feasibility: GroupFeasibility;
  readonly demand: GroupDemand;
  readonly ports: PortDemand;
  readonly affinity: ReturnType<typeof nodeAffinityScorer>;
  /** Whether there are nodes to choose between: a system job runs on each, so only the fit counts. */
  readonly hasChoice: boolean;
  private readonly distinctHosts: DistinctHosts;

  /** @param place set when not all of the nodes were chosen for this version of the job. */
  constructor(
    job: Job,
    group: TaskGroup,
    config: SchedulerConfiguration,
    place?: FeasibilityCheck,
  ) {
    this.job = job;
    this.group = group;
    this.config = config;
    this.hasChoice = job.type === 'service' || job.type === 'batch';
    this.feasibility = new GroupFeasibility(job, group, place);
    this.demand = demandOfGroup(group);
    this.ports = portDemandOf(group);
    this.affinity = this.hasChoice ? nodeAffinityScorer(job, group) : undefined;
    this.distinctHosts = distinctHostsOf(job, group);
  }

  /** Whether the node has room now. */
  rejectNow(node: ProposedNode): NodeRejection | undefined {
    if (this.isTaken(node)) return { kind: 'filtered', reason: DISTINCT_HOSTS };
    const reason = node.rejectPorts(this.ports) ?? node.rejectDemand(this.demand);
    return reason === undefined ? undefined : { kind: 'exhausted', reason };
  }

  /** The whole verdict, in Nomad's order of the checks. */
  reject(
    node: ProposedNode,
    zone: { rules: ZoneRules; values: ZoneValues },
  ): NodeRejection | undefined {
    const reason =
      this.feasibility.reject(node.row) ??
      (this.isTaken(node) ? DISTINCT_HOSTS : undefined) ??
      zone.rules.reject(zone.values);
    return reason === undefined ? this.rejectNow(node) : { kind: 'filtered', reason };
  }

  private isTaken(node: ProposedNode): boolean {
    if (this.distinctHosts === 'job') return node.jobAllocs > 0;
    return this.distinctHosts === 'group' && node.allocsOfGroup(this.group.name) > 0;
  }
}
