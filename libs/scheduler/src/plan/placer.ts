import {
  type AllocationRow,
  isTerminal,
  lostAfterMs,
  type Job,
  type PlacementMetric,
  schedulerConfigurationOf,
} from '@steppe/domain';
import type { Explanations, NodeVerdict } from '../explain/explanations.ts';
import { placeCheck } from '../feasible/datacenters.ts';
import { differsByIndex } from '../feasible/host-volumes.ts';
import { placementMetric } from '../metrics.ts';
import { ProposedCluster } from '../nodes/proposed-cluster.ts';
import type { ProposedNode } from '../nodes/proposed-node.ts';
import { Evictions, type Preemption } from '../preempt/evictions.ts';
import { GroupRules } from '../rank/group-rules.ts';
import { Ranking } from '../rank/ranking.ts';
import { scoreInParts } from '../rank/score-in-parts.ts';
import type { JobView } from '../reconcile/job-view.ts';
import type { PlacementRequest } from '../reconcile/reconciled.ts';
import { Failures } from './failures.ts';
import type { PlacementWriter } from './placement-writer.ts';

export interface PlacerOptions {
  readonly writer: PlacementWriter;
  /** What the plan stops whatever else it does: its room is free for placements. */
  readonly stopped: readonly AllocationRow[];
  /** Versions to be placed other than the current one, whose datacenters or node pool are others. */
  readonly elsewhere: readonly Job[];
  readonly explanations: Explanations | undefined;
}

/** One group's placements in progress. */
interface Round {
  readonly cluster: ProposedCluster;
  readonly rules: GroupRules;
  readonly ranking: Ranking;
}

interface Choice {
  readonly node: ProposedNode;
  readonly victims: readonly AllocationRow[];
  /** Of a node without victims, where a reconnection may ask for it. */
  readonly score?: number | undefined;
}

/** Chooses nodes for what is to be placed, one after the other. */
export class Placer {
  readonly failures = new Failures();
  readonly rules = new Map<string, GroupRules>();
  private readonly view: JobView;
  private readonly options: PlacerOptions;
  private readonly evictions: Evictions;
  private lazyCluster: ProposedCluster | undefined;

  constructor(view: JobView, options: PlacerOptions) {
    this.view = view;
    this.options = options;
    this.evictions = new Evictions(
      view.state,
      options.stopped.map(({ id }) => id),
    );
  }

  /** Places requests of any groups, each group's in the given order. */
  placeAll(requests: readonly PlacementRequest[]): void {
    for (const ofGroup of Map.groupBy(requests, keyOfRules).values()) {
      const [first] = ofGroup;
      if (!first) continue;
      const rules = this.rulesOf(first);
      const { cluster } = this;
      const round = { cluster, rules, ranking: new Ranking(cluster, rules) };
      for (const request of ofGroup) this.placeOne(request, round);
    }
  }

  /** Why nothing suits what is asked for. */
  whyUnsuited(request: PlacementRequest): PlacementMetric {
    const { cluster } = this;
    const rules = this.rulesOf(request);
    const round = { cluster, rules, ranking: new Ranking(cluster, rules) };
    return metricOf(request, round, { penalised: new Set() });
  }

  private placeOne(request: PlacementRequest, round: Round): void {
    const { name } = request.group;
    const known = this.failures.of(name);
    // What failed for one will fail for the next, unless it frees its own room or has a node of its own.
    const hasOwnNode = request.nodeId !== undefined || differsByIndex(request.group);
    if (known && !request.replaces && !hasOwnNode) {
      this.failures.add(name, known);
      return;
    }
    const replaced = request.replaces ? request.previous : undefined;
    if (replaced) this.release(replaced, round);
    const penalised = penalisedNodes(request);
    const choice = this.choose(request, round, penalised);
    const { explanations } = this.options;
    const isExplained = explanations?.wants(request, { isPlaced: choice !== undefined }) ?? false;
    const verdicts: NodeVerdict[] = [];
    const observe = isExplained ? (verdict: NodeVerdict) => void verdicts.push(verdict) : undefined;
    const needsMetric = isExplained || (!choice && !known);
    const preempts = choice !== undefined && choice.victims.length > 0;
    const victimsOn = (node: ProposedNode) => this.evictions.victimsOn(node, round.rules);
    const metric = needsMetric
      ? metricOf(request, round, {
          penalised,
          observe,
          victimsOn: preempts ? victimsOn : undefined,
        })
      : known;
    const score = choice && scoreToKeep(request, choice, { round, penalised });
    const allocId = choice && this.place(request, { ...choice, score }, round);
    if (metric && isExplained) {
      const chosen = choice && allocId ? { allocId, nodeId: choice.node.id } : undefined;
      explanations?.add(request, { chosen, metric, verdicts });
    }
    if (choice) return;
    if (metric) this.failures.add(name, metric);
    if (replaced) this.retake(replaced, round);
  }

  private choose(
    request: PlacementRequest,
    round: Round,
    penalised: ReadonlySet<string>,
  ): Choice | undefined {
    const { cluster, ranking, rules } = round;
    const canPreempt = rules.config.preemption[this.view.evaluation.type];
    const scoreOf = (preemption: Preemption) => scoreWithVictims(preemption, round, penalised);
    if (request.nodeId !== undefined) {
      const only = cluster.node(request.nodeId);
      if (!only || !ranking.suits(only)) return undefined;
      if (ranking.hasRoom(only)) return { node: only, victims: [] };
      return canPreempt ? this.evictions.find([only], rules, scoreOf) : undefined;
    }
    const holder = holderOfData(request, cluster);
    const preferred = holder && ranking.suits(holder) ? holder : undefined;
    const node = preferred && ranking.hasRoom(preferred) ? preferred : ranking.best(penalised);
    if (node) return { node, victims: [] };
    if (!canPreempt) return undefined;
    const onPreferred = preferred && this.evictions.find([preferred], rules, scoreOf);
    return onPreferred ?? this.evictions.find(ranking.exhausted(), rules, scoreOf);
  }

  private place(
    request: PlacementRequest,
    { node, victims, score }: Choice,
    { cluster, ranking, rules }: Round,
  ): string {
    const { name } = request.group;
    for (const alloc of victims) node.evict(alloc);
    this.evictions.note(victims);
    const given = node.place(name, rules);
    const memoryOversubscribed = rules.isMemoryOversubscribed;
    const taken = { nodeId: node.id, victims, memoryOversubscribed, score, ...given };
    const allocId = this.options.writer.place(request, taken);
    const located = { group: name, node: node.row.node };
    cluster.locate(located);
    ranking.zoneRules.change(located, 1);
    ranking.refresh(node);
    return allocId;
  }

  private release(alloc: AllocationRow, { cluster, ranking }: Round): void {
    this.change(alloc, ranking, { difference: -1, node: cluster.release(alloc) });
  }

  private retake(alloc: AllocationRow, { cluster, ranking }: Round): void {
    this.change(alloc, ranking, {
      difference: 1,
      node: cluster.retake(alloc, this.view.state),
    });
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
      const { elsewhere } = this.options;
      const { job } = request.version;
      const config = schedulerConfigurationOf(this.view.state, job.nodePool);
      const place = elsewhere.length > 0 ? placeCheck(job) : undefined;
      rules = new GroupRules({ job, group: request.group, config, place, index: request.index });
      this.rules.set(key, rules);
    }
    return rules;
  }

  /** Made when the first placement needs it: a plan that only stops looks at no node. */
  private get cluster(): ProposedCluster {
    this.lazyCluster ??= this.newCluster();
    return this.lazyCluster;
  }

  private newCluster(): ProposedCluster {
    const { state, evaluation, version, allocs } = this.view;
    const { elsewhere, stopped } = this.options;
    const jobs = version ? [version.job, ...elsewhere] : [];
    const cluster = new ProposedCluster(state, jobs, evaluation.id);
    for (const alloc of allocs) cluster.count(alloc, state);
    for (const alloc of stopped) cluster.release(alloc);
    return cluster;
  }
}

function metricOf(
  { nodeId }: PlacementRequest,
  { cluster, rules, ranking }: Round,
  {
    penalised,
    observe,
    victimsOn,
  }: {
    penalised: ReadonlySet<string>;
    observe?: ((verdict: NodeVerdict) => void) | undefined;
    victimsOn?: ((node: ProposedNode) => readonly AllocationRow[] | undefined) | undefined;
  },
): PlacementMetric {
  const node = nodeId === undefined ? undefined : cluster.node(nodeId);
  return placementMetric(node ? [node] : cluster.all(), rules, {
    nodesInPool: cluster.memberCount,
    zoneRules: ranking.zoneRules,
    nodesAvailable: cluster.byDatacenter,
    penalised,
    ...(observe && { observe }),
    ...(victimsOn && { victimsOn }),
  });
}

function scoreWithVictims(
  { node, victims }: Preemption,
  { rules, ranking: { zoneRules } }: Round,
  penalised: ReadonlySet<string>,
): number {
  const boost = zoneRules.boost(zoneRules.valuesOf(node.row.node));
  const isPenalised = penalised.has(node.id);
  return scoreInParts(node, rules, { boost, isPenalised, victims }).normScore;
}

/** What the node scores, for a group of which a reconnection may have to compare two allocations. */
function scoreToKeep(
  request: PlacementRequest,
  { node }: Choice,
  { round, penalised }: { round: Round; penalised: ReadonlySet<string> },
): number | undefined {
  if (lostAfterMs(request.group) === 0) return undefined;
  return metricOf({ ...request, nodeId: node.id }, round, { penalised }).scores[0]?.normScore;
}

/** Requests of one group and version share feasibility, scores and ranking. */
function keyOfRules({ group, version, index }: PlacementRequest): string {
  const key = `${group.name}/${version.seq}`;
  return differsByIndex(group) ? `${key}/${index}` : key;
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
function holderOfData(
  { group, previous }: PlacementRequest,
  cluster: ProposedCluster,
): ProposedNode | undefined {
  return previous && group.ephemeralDisk.sticky ? cluster.node(previous.nodeId) : undefined;
}
