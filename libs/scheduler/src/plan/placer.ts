import {
  type AllocationRow,
  type Deployment,
  isTerminal,
  type Placement,
  type PlacementMetric,
} from '@steppe/domain';
import { deriveId } from '../identity/derive-id.ts';
import { placementMetric } from '../metrics.ts';
import { ProposedCluster } from '../nodes/proposed-cluster.ts';
import type { ProposedNode } from '../nodes/proposed-node.ts';
import { readyNodesFor, type ReadyNodes } from '../nodes/ready-nodes.ts';
import { GroupRules } from '../rank/group-rules.ts';
import { Ranking } from '../rank/ranking.ts';
import { ALLOC } from '../reconcile/descriptions.ts';
import type { JobView } from '../reconcile/job-view.ts';
import type { PlacementRequest } from '../reconcile/reconciled.ts';
import type { SchedulerConfig } from '../scheduler-config.ts';
import type { NodeCommits } from './node-commits.ts';

/** Nodes that belong to one version of the job: another version may want other datacenters. */
interface Ground {
  readonly ready: ReadyNodes;
  readonly cluster: ProposedCluster;
}

/** Chooses nodes for what is to be placed, one after the other, and notes it in the commits. */
export class Placer {
  /** By group, why what could not be placed could not. */
  readonly failures = new Map<string, PlacementMetric>();
  readonly metrics = new Map<string, PlacementMetric>();
  readonly rules = new Map<string, GroupRules>();
  private readonly view: JobView;
  private readonly commits: NodeCommits;
  private readonly options: { config: SchedulerConfig; explain: boolean };
  private readonly deployment: Deployment | undefined;
  private readonly stopped: readonly AllocationRow[];
  private ground: Ground | undefined;
  private placed = 0;

  /** @param stopped what the plan stops whatever else it does: its room is free for placements. */
  constructor(
    view: JobView,
    commits: NodeCommits,
    {
      stopped,
      deployment,
      ...options
    }: {
      stopped: readonly AllocationRow[];
      deployment: Deployment | undefined;
      config: SchedulerConfig;
      explain: boolean;
    },
  ) {
    this.view = view;
    this.commits = commits;
    this.stopped = stopped;
    this.deployment = deployment;
    this.options = options;
  }

  /** Places requests of any groups, each group's in the given order. */
  placeAll(requests: readonly PlacementRequest[]): void {
    for (const ofGroup of Map.groupBy(requests, keyOfRules).values()) this.placeGroup(ofGroup);
  }

  private placeGroup(requests: readonly PlacementRequest[]): void {
    const [first] = requests;
    if (!first) return;
    const rules = this.rulesOf(first);
    const { cluster, ready } = (this.ground ??= this.newGround());
    const ranking = new Ranking(cluster, rules);
    for (const request of requests) {
      const failure = this.failures.get(request.group.name);
      if (failure && !request.replaces) {
        this.fail(request, failure);
        continue;
      }
      const replaced = request.replaces ? request.previous : undefined;
      if (replaced) this.release(replaced, ranking);
      const penalised = penalisedNodes(request);
      const node = preferredNode(request, { cluster, ranking }) ?? ranking.best(penalised);
      const explained = {
        zoneRules: ranking.zoneRules,
        nodesAvailable: ready.byDatacenter,
        penalised,
      };
      if (node) {
        const metric = this.options.explain
          ? placementMetric(cluster, rules, explained)
          : undefined;
        this.place(request, node, { ranking, rules, metric });
        continue;
      }
      this.fail(request, failure ?? placementMetric(cluster, rules, explained));
      if (replaced) this.retake(replaced, ranking);
    }
  }

  private place(
    request: PlacementRequest,
    node: ProposedNode,
    {
      ranking,
      rules,
      metric,
    }: { ranking: Ranking; rules: GroupRules; metric: PlacementMetric | undefined },
  ): void {
    const { group, previous, replaces, reschedule } = request;
    const allocId = this.nextAllocId(request, node.id);
    const ports = node.place(group.name, rules.demand, rules.ports);
    const located = { group: group.name, node: node.row.node };
    this.ground?.cluster.locate(allocId, located);
    ranking.zoneRules.change(located, 1);
    ranking.refresh(node);
    if (replaces && previous) {
      const description = reschedule ? ALLOC.rescheduled : ALLOC.updating;
      this.commits.stop({ alloc: previous, description });
    }
    const deploymentId = this.deploymentOf(request);
    const placement: Placement = {
      allocId,
      evalId: this.view.evaluation.id,
      namespace: request.version.job.namespace,
      jobId: request.version.job.id,
      jobSeq: request.version.seq,
      group: group.name,
      index: request.index,
      ports,
      ...(deploymentId !== undefined && { deploymentId }),
      ...(request.canary && { canary: true }),
      ...(previous && { previousAllocId: previous.id }),
      ...(reschedule && { rescheduled: true, rescheduleDelayMs: reschedule.delayMs }),
    };
    this.commits.place(node.id, placement);
    if (metric) this.metrics.set(allocId, metric);
  }

  private fail(request: PlacementRequest, metric: PlacementMetric): void {
    const { name } = request.group;
    const before = this.failures.get(name);
    const further = before ? before.coalescedFailures + 1 : 0;
    this.failures.set(name, { ...metric, coalescedFailures: further });
  }

  /**
   * The snapshot's seq makes IDs differ when one evaluation is processed again, and the ordinal when one
   * plan places a name twice.
   */
  private nextAllocId({ group, index }: PlacementRequest, nodeId: string): string {
    const { state, evaluation } = this.view;
    this.placed += 1;
    return deriveId('alloc', evaluation.id, state.seq, this.placed, group.name, index, nodeId);
  }

  private deploymentOf({ version, group }: PlacementRequest): string | undefined {
    const { deployment } = this;
    if (!deployment || version.version !== deployment.jobVersion) return undefined;
    return deployment.groups[group.name] ? deployment.id : undefined;
  }

  private release(alloc: AllocationRow, ranking: Ranking): void {
    const node = this.ground?.cluster.release(alloc);
    this.change(alloc, ranking, { difference: -1, node });
  }

  private retake(alloc: AllocationRow, ranking: Ranking): void {
    const node = this.ground?.cluster.retake(alloc, this.view.state);
    this.change(alloc, ranking, { difference: 1, node });
  }

  private change(
    alloc: AllocationRow,
    ranking: Ranking,
    { difference, node }: { difference: 1 | -1; node: ProposedNode | undefined },
  ): void {
    const row = this.view.state.nodes.get(alloc.nodeId);
    if (row && !isTerminal(alloc)) {
      ranking.zoneRules.change({ group: alloc.groupName, node: row.node }, difference);
    }
    if (node) ranking.refresh(node);
  }

  private rulesOf(request: PlacementRequest): GroupRules {
    const key = keyOfRules(request);
    let rules = this.rules.get(key);
    if (!rules) {
      rules = new GroupRules(request.version.job, request.group, this.options.config);
      this.rules.set(key, rules);
    }
    return rules;
  }

  private newGround(): Ground {
    const { state, evaluation, version, allocs } = this.view;
    const ready = version ? readyNodesFor(state, version.job) : { rows: [], byDatacenter: {} };
    const cluster = new ProposedCluster(state, ready, evaluation.id);
    for (const alloc of allocs) cluster.count(alloc, state);
    for (const alloc of this.stopped) cluster.release(alloc);
    return { ready, cluster };
  }
}

/** Requests of one group and version share feasibility, scores and ranking. */
function keyOfRules({ group, version }: PlacementRequest): string {
  return `${group.name}/${version.seq}`;
}

/** Nodes on which the replaced allocation, or one before it, failed. */
function penalisedNodes({ previous }: PlacementRequest): ReadonlySet<string> {
  const nodes = new Set<string>();
  if (!previous) return nodes;
  if (previous.clientStatus === 'failed') nodes.add(previous.nodeId);
  for (const { previousNodeId } of previous.reschedules) nodes.add(previousNodeId);
  return nodes;
}

/** A sticky disk asks for the node that holds its data. */
function preferredNode(
  { group, previous }: PlacementRequest,
  { cluster, ranking }: { cluster: ProposedCluster; ranking: Ranking },
): ProposedNode | undefined {
  if (!previous || !group.ephemeralDisk.sticky) return undefined;
  const node = cluster.node(previous.nodeId);
  return node && ranking.hasRoom(node) ? node : undefined;
}
