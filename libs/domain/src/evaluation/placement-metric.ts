import { z } from 'zod';

const Counts = z.record(z.string(), z.int());

/** Why nodes were left out and what the best ones scored, while placing one allocation: Nomad's AllocMetric. */
export const PlacementMetric = z.object({
  nodesEvaluated: z.int(),
  nodesFiltered: z.int(),
  nodesInPool: z.int(),
  /** Ready nodes by datacenter. */
  nodesAvailable: Counts,
  classFiltered: Counts,
  /** The constraint's text, e.g. `${attr.kernel.name} = windows`, or a reason such as `missing drivers`. */
  constraintFiltered: Counts,
  nodesExhausted: z.int(),
  classExhausted: Counts,
  /** Dimension such as `memory` or `network: reserved port collision http=8080`. */
  dimensionExhausted: Counts,
  /** The best nodes with each scorer's part; at most five. */
  scores: z.array(
    z.object({
      nodeId: z.string(),
      parts: z.record(z.string(), z.number()),
      normScore: z.number(),
    }),
  ),
  /** Further allocations of the group that failed for the same reason. */
  coalescedFailures: z.int(),
});
export type PlacementMetric = z.infer<typeof PlacementMetric>;
