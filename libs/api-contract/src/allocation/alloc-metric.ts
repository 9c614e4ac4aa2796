import type { PlacementMetric } from '@steppe/domain';
import { z } from 'zod';
import { nullIfEmpty, nullIfNoKeys } from '../wire/empty.ts';

const Counts = z.record(z.string(), z.int()).nullable();

/** Why nodes were left out and what the best ones scored. */
export const AllocMetric = z
  .object({
    NodesEvaluated: z.int(),
    NodesFiltered: z.int(),
    NodesInPool: z.int(),
    NodePool: z.string(),
    NodesAvailable: Counts,
    ClassFiltered: Counts,
    ConstraintFiltered: Counts,
    NodesExhausted: z.int(),
    ClassExhausted: Counts,
    DimensionExhausted: Counts,
    QuotaExhausted: z.null(),
    ResourcesExhausted: z.null(),
    Scores: z.null(),
    ScoreMetaData: z
      .array(
        z.object({
          NodeID: z.string(),
          Scores: z.record(z.string(), z.number()),
          NormScore: z.number(),
        }),
      )
      .nullable(),
    AllocationTime: z.int(),
    CoalescedFailures: z.int(),
  })
  .meta({ id: 'AllocationMetric' });
export type AllocMetric = z.infer<typeof AllocMetric>;

export function allocMetricToWire(metric: PlacementMetric, nodePool: string): AllocMetric {
  return {
    NodesEvaluated: metric.nodesEvaluated,
    NodesFiltered: metric.nodesFiltered,
    NodesInPool: metric.nodesInPool,
    NodePool: nodePool,
    NodesAvailable: nullIfNoKeys(metric.nodesAvailable),
    ClassFiltered: nullIfNoKeys(metric.classFiltered),
    ConstraintFiltered: nullIfNoKeys(metric.constraintFiltered),
    NodesExhausted: metric.nodesExhausted,
    ClassExhausted: nullIfNoKeys(metric.classExhausted),
    DimensionExhausted: nullIfNoKeys(metric.dimensionExhausted),
    QuotaExhausted: null,
    ResourcesExhausted: null,
    Scores: null,
    ScoreMetaData: nullIfEmpty(
      metric.scores.map(({ nodeId, parts, normScore }) => ({
        NodeID: nodeId,
        Scores: parts,
        NormScore: normScore,
      })),
    ),
    AllocationTime: 0,
    CoalescedFailures: metric.coalescedFailures,
  };
}

/** The metric of a placement that the log does not explain: placements are recomputed by replay, not stored. */
export const NO_METRIC: PlacementMetric = {
  nodesEvaluated: 0,
  nodesFiltered: 0,
  nodesInPool: 0,
  nodesAvailable: {},
  classFiltered: {},
  constraintFiltered: {},
  nodesExhausted: 0,
  classExhausted: {},
  dimensionExhausted: {},
  scores: [],
  coalescedFailures: 0,
};
