import type { AllocationRow, PlacementMetric } from '@steppe/domain';
import type { NodeVerdict } from './explain/explanations.ts';
import type { ProposedNode } from './nodes/proposed-node.ts';
import type { GroupRules } from './rank/group-rules.ts';
import { type ScoredNode, scoreInParts } from './rank/score-in-parts.ts';
import type { ZoneRules } from './rank/zone-rules.ts';

/** How many of the best nodes a metric names, as Nomad does. */
const SCORES_MAX = 5;

type Counts = Record<string, number>;

/**
 * Says for one placement why nodes were left out and what the best of the others score, part by part. It asks
 * each of the nodes, so it is made only for what could not be placed, and for explanations.
 */
export function placementMetric(
  nodes: Iterable<ProposedNode>,
  rules: GroupRules,
  {
    zoneRules,
    nodesInPool,
    nodesAvailable,
    penalised,
    scoresMax = SCORES_MAX,
    victimsOn = () => undefined,
    observe = () => undefined,
  }: {
    zoneRules: ZoneRules;
    nodesInPool: number;
    nodesAvailable: Readonly<Counts>;
    penalised: ReadonlySet<string>;
    scoresMax?: number;
    /** Who would be evicted for room on a node that is full. */
    victimsOn?: (node: ProposedNode) => readonly AllocationRow[] | undefined;
    /** Is told of each node. */
    observe?: (verdict: NodeVerdict) => void;
  },
): PlacementMetric {
  const [constraintFiltered, classFiltered]: [Counts, Counts] = [{}, {}];
  const [dimensionExhausted, classExhausted]: [Counts, Counts] = [{}, {}];
  let [nodesEvaluated, nodesFiltered, nodesExhausted] = [0, 0, 0];
  const scored: ScoredNode[] = [];
  for (const node of nodes) {
    nodesEvaluated += 1;
    const values = zoneRules.valuesOf(node.row.node);
    const rejection = rules.reject(node, { rules: zoneRules, values });
    const victims = rejection?.kind === 'exhausted' ? victimsOn(node) : undefined;
    const { nodeClass } = node.row.node;
    if (!rejection || victims) {
      const boost = zoneRules.boost(values);
      const isPenalised = penalised.has(node.id);
      const score = scoreInParts(node, rules, { boost, isPenalised, victims });
      scored.push(score);
      const { parts, normScore } = score;
      const preempted = victims && { preempted: victims.map(({ id }) => id) };
      observe({ nodeId: node.id, score: normScore, parts, ...preempted });
    } else if (rejection.kind === 'filtered') {
      observe({ nodeId: node.id, filtered: rejection.reason });
      nodesFiltered += 1;
      count(constraintFiltered, rejection.reason);
      if (nodeClass !== '') count(classFiltered, nodeClass);
    } else {
      observe({ nodeId: node.id, exhausted: rejection.reason });
      nodesExhausted += 1;
      count(dimensionExhausted, rejection.reason);
      if (nodeClass !== '') count(classExhausted, nodeClass);
    }
  }
  return {
    nodesEvaluated,
    nodesFiltered,
    nodesInPool,
    nodesAvailable: { ...nodesAvailable },
    classFiltered,
    constraintFiltered,
    nodesExhausted,
    classExhausted,
    dimensionExhausted,
    scores: scored.toSorted(byScore).slice(0, scoresMax),
    coalescedFailures: 0,
  };
}

function byScore(a: ScoredNode, b: ScoredNode): number {
  return b.normScore - a.normScore || (a.nodeId < b.nodeId ? -1 : 1);
}

function count(counts: Counts, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
