import type { AllocationRow, PlacementMetric } from '@steppe/domain';
import type { ProposedNode } from '../nodes/proposed-node.ts';
import { preemptionScore } from '../score/preemption.ts';
import type { GroupRules } from './group-rules.ts';
import {
  crowdingScore,
  deviceScore,
  fitScore,
  meanScore,
  partsOf,
  RESCHEDULE_PENALTY,
} from './node-score.ts';

/** A node's score with its parts, under Nomad's names. */
export type ScoredNode = PlacementMetric['scores'][number];

export interface NodeCircumstances {
  /** Of the group's spreads. */
  readonly boost: number;
  /** Whether the allocation failed there before. */
  readonly isPenalised: boolean;
  /** Who would be evicted for room there. */
  readonly victims?: readonly AllocationRow[] | undefined;
}

const NOTHING = { sum: 0, parts: 0 };

/** Scores one node as the ranking does, part by part. */
export function scoreInParts(
  node: ProposedNode,
  rules: GroupRules,
  { boost, isPenalised, victims = [] }: NodeCircumstances,
): ScoredNode {
  const binpack = fitScore(node, rules);
  const devices = deviceScore(node, rules);
  const preemption =
    victims.length === 0
      ? undefined
      : preemptionScore(victims.map(({ jobVersion }) => jobVersion.job.priority));
  const fit = {
    binpack,
    ...(devices !== undefined && { devices }),
    ...(preemption !== undefined && { preemption }),
  };
  const fitSum = { sum: sumOf(Object.values(fit)), parts: Object.keys(fit).length };
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

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
