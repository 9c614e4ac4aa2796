import {
  demandOfGroup,
  type GroupDemand,
  type Job,
  type SchedulerConfiguration,
  type TaskGroup,
} from '@steppe/domain';
import { type CoreAsk, coreAsksOf } from '../cores/free-cores.ts';
import { type DeviceAsk, deviceAsksOf } from '../devices/device-ask.ts';
import { DISTINCT_HOSTS, type DistinctHosts, distinctHostsOf } from '../feasible/distinct-hosts.ts';
import type { FeasibilityCheck } from '../feasible/feasibility-check.ts';
import { GroupFeasibility } from '../feasible/group-feasibility.ts';
import type { Asked } from '../nodes/asked.ts';
import type { ProposedNode } from '../nodes/proposed-node.ts';
import { type PortDemand, portDemandOf } from '../ports/port-demand.ts';
import { nodeAffinityScorer } from '../score/node-affinity.ts';
import type { ZoneRules, ZoneValues } from './zone-rules.ts';

/** Why a node cannot take an allocation: it is the wrong one (`filtered`), or full (`exhausted`). */
export interface NodeRejection {
  readonly kind: 'filtered' | 'exhausted';
  readonly reason: string;
}

export interface GroupRulesOptions {
  readonly job: Job;
  readonly group: TaskGroup;
  readonly config: SchedulerConfiguration;
  /** Asked first, when not all of the nodes were chosen for this version of the job. */
  readonly place?: FeasibilityCheck | undefined;
  /** Of the allocations, where that matters. @default 0 */
  readonly index?: number | undefined;
}

/** What decides where the allocations of one group may go, and which node is best. */
export class GroupRules implements Asked {
  readonly job: Job;
  readonly group: TaskGroup;
  readonly config: SchedulerConfiguration;
  readonly feasibility: GroupFeasibility;
  readonly demand: GroupDemand;
  readonly ports: PortDemand;
  readonly cores: readonly CoreAsk[];
  readonly devices: readonly DeviceAsk[];
  readonly affinity: ReturnType<typeof nodeAffinityScorer>;
  /** Whether there are nodes to choose between: a system job runs on each, so only the fit counts. */
  readonly hasChoice: boolean;
  private readonly distinctHosts: DistinctHosts;

  constructor({ job, group, config, place, index }: GroupRulesOptions) {
    this.job = job;
    this.group = group;
    this.config = config;
    this.hasChoice = job.type === 'service' || job.type === 'batch';
    this.feasibility = new GroupFeasibility({ job, group, place, index });
    this.demand = demandOfGroup(group);
    this.ports = portDemandOf(group);
    this.cores = coreAsksOf(group);
    this.devices = deviceAsksOf(group);
    this.affinity = this.hasChoice ? nodeAffinityScorer(job, group) : undefined;
    this.distinctHosts = distinctHostsOf(job, group);
  }

  /** Whether tasks may use more memory than is reserved for them. */
  get isMemoryOversubscribed(): boolean {
    const wants = this.group.tasks.some(({ resources }) => resources.memoryMaxMb > 0);
    return wants && this.config.memoryOversubscription;
  }

  /** Whether the node has room now. */
  rejectNow(node: ProposedNode): NodeRejection | undefined {
    if (this.isTaken(node)) return { kind: 'filtered', reason: DISTINCT_HOSTS };
    const reason =
      (node.isCrowded ? 'max allocation exceeded' : undefined) ??
      node.rejectPorts(this.ports) ??
      node.rejectDevices(this.devices) ??
      node.rejectCores(this.cores) ??
      node.rejectDemand(this.demand);
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
