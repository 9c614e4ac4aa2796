import type { PlacementMetric } from '@steppe/domain';
import type { NodeVerdict } from './explain/explanations.ts';
import type { ProposedNode } from './nodes/proposed-node.ts';
import type { GroupRules } from './rank/group-rules.ts';
import {
  crowdingScore,
  deviceScore,
  fitScore,
  meanScore,
  partsOf,
  RESCHEDULE_PENALTY,
} from './rank/node-score.ts';
import type { ZoneRules } from './rank/zone-rules.ts';

/** How many of the best nodes a metric names, as Nomad does. */
const SCORES_MAX = 5;

const NOTHING = { sum: 0, parts: 0 };

type Scored = PlacementMetric['scores'][number];
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
    observe = () => undefined,
  }: {
    zoneRules: ZoneRules;
    nodesInPool: number;
    nodesAvailable: Readonly<Counts>;
    penalised: ReadonlySet<string>;
    scoresMax?: number;
    /** Is told of each node. */
    observe?: (verdict: NodeVerdict) => void;
  },
): PlacementMetric {
  const [constraintFiltered, classFiltered]: [Counts, Counts] = [{}, {}];
  const [dimensionExhausted, classExhausted]: [Counts, Counts] = [{}, {}];
  let [nodesEvaluated, nodesFiltered, nodesExhausted] = [0, 0, 0];
  const scored: Scored[] = [];
  for (const node of nodes) {
    nodesEvaluated += 1;
    const values = zoneRules.valuesOf(node.row.node);
    const rejection = rules.reject(node, { rules: zoneRules, values });
    const { nodeClass } = node.row.node;
    if (!rejection) {
      const boost = zoneRules.boost(values);
      const score = scoreOf(node, rules, { boost, isPenalised: penalised.has(node.id) });
      scored.push(score);
      observe({ nodeId: node.id, score: score.normScore, parts: score.parts });
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

function scoreOf(
  node: ProposedNode,
  rules: GroupRules,
  { boost, isPenalised }: { boost: number; isPenalised: boolean },
): Scored {
  const binpack = fitScore(node, rules);
  const devices = deviceScore(node, rules);
  const fit = devices === undefined ? { binpack } : { binpack, devices };
  const fitSum = { sum: binpack + (devices ?? 0), parts: devices === undefined ? 1 : 2 };
  if (!rules.hasChoice) {
    return { nodeId: node.id, parts: fit, normScore: meanScore(fitSum, NOTHING) };
  }
  const crowding = crowdingScore(node, rules);
  const affinity = rules.affinity?.score(node.row);
  const penalty = isPenalised ? RESCHEDULE_PENALTY : 0;
  const own = {
    sum: fitSum.sum + (affinity ?? 0),
    parts: fitSum.parts + (affinity === undefined ? 0 : 1),
  };
  const parts = {
    ...fit,
    'job-anti-affinity': crowding,
    'node-affinity': affinity ?? 0,
    'node-reschedule-penalty': penalty,
  };
  return {
    nodeId: node.id,
    parts: boost === 0 ? parts : { ...parts, 'allocation-spread': boost },
    normScore: meanScore(own, partsOf([crowding, boost, penalty])),
  };
}

function byScore(a: Scored, b: Scored): number {
  return b.normScore - a.normScore || (a.nodeId < b.nodeId ? -1 : 1);
}

function count(counts: Counts, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
