import { z } from 'zod';
import { AllocMetric } from '../allocation/alloc-metric.ts';
import { WireAllocationExplanation } from '../evaluation/wire-explanation.ts';
import { WireJob } from '../job/wire-job.ts';
import { EpochNs, Index } from '../wire/values.ts';

const Names = z.array(z.string()).nullish();

/** What may happen, all at once. */
export const WhatIfRequest = z
  .looseObject({
    /** IDs of nodes that are drained, and of nodes that are lost. */
    Drain: Names,
    Lose: Names,
    /** Jobs that are registered, and IDs of jobs that are stopped. */
    Run: z.array(WireJob).nullish(),
    Stop: Names,
  })
  .meta({ id: 'WhatIfRequest' });
export type WhatIfRequest = z.infer<typeof WhatIfRequest>;

const WireLoad = z.object({ Allocations: z.int(), CpuShares: z.number(), MemoryMB: z.number() });

export const WireForeseenEvaluation = z.object({
  JobID: z.string(),
  Namespace: z.string(),
  TriggeredBy: z.string(),
  /** What would be done, without what stays as it is. IDs of what would be placed are made up. */
  Allocations: z.array(WireAllocationExplanation),
  FailedTGAllocs: z.record(z.string(), AllocMetric).nullable(),
  /** When it would be looked at again, for what has a delay; 0: never. */
  WaitUntil: EpochNs,
});
export type WireForeseenEvaluation = z.infer<typeof WireForeseenEvaluation>;

export const WireForeseenNode = z.object({
  NodeID: z.string(),
  NodeName: z.string(),
  Status: z.string(),
  /** Whether a drain of it would go on, for want of room elsewhere. */
  Draining: z.boolean(),
  Before: WireLoad,
  After: WireLoad,
});
export type WireForeseenNode = z.infer<typeof WireForeseenNode>;

export const WhatIfResponse = z
  .object({
    /** Of the state on which it was foreseen. */
    Index,
    Evaluations: z.array(WireForeseenEvaluation),
    /** Those on which something would change. */
    Nodes: z.array(WireForeseenNode),
    /** Whether more would follow than was looked at. */
    Truncated: z.boolean(),
  })
  .meta({ id: 'WhatIfResponse' });
export type WhatIfResponse = z.infer<typeof WhatIfResponse>;
