import { z } from 'zod';
import { AllocMetric } from '../allocation/alloc-metric.ts';
import { EpochNs, Index } from '../wire/values.ts';

/** What a node was for a placement: `filtered` or `exhausted` with the reason, or `scored`. */
export const WireNodeVerdict = z.object({
  NodeID: z.string(),
  NodeName: z.string(),
  Verdict: z.enum(['filtered', 'exhausted', 'scored']),
  Reason: z.string(),
  Scores: z.record(z.string(), z.number()).nullable(),
  NormScore: z.number(),
  Chosen: z.boolean(),
  /** IDs of the allocations that must go for room there. */
  PreemptedAllocations: z.array(z.string()).nullable(),
});
export type WireNodeVerdict = z.infer<typeof WireNodeVerdict>;

export const WirePlacementExplanation = z.object({
  Name: z.string(),
  TaskGroup: z.string(),
  /** Empty when nothing was placed. */
  AllocID: z.string(),
  NodeID: z.string(),
  NodeName: z.string(),
  Metrics: AllocMetric,
  /** Of the first placement of a group, and of the one that was asked about. */
  Nodes: z.array(WireNodeVerdict).nullable(),
});
export type WirePlacementExplanation = z.infer<typeof WirePlacementExplanation>;

export const WireAllocationExplanation = z.object({
  Action: z.enum(['place', 'stop', 'evict', 'update', 'wait', 'keep']),
  AllocID: z.string(),
  Name: z.string(),
  TaskGroup: z.string(),
  NodeID: z.string(),
  NodeName: z.string(),
  Why: z.string(),
  /** Whether what was decided came into the log: another plan may have changed the node first. */
  Rejected: z.boolean(),
});
export type WireAllocationExplanation = z.infer<typeof WireAllocationExplanation>;

/** One decision: an evaluation has more when other plans came in between. */
export const WireDecision = z.object({
  SnapshotIndex: Index,
  Time: EpochNs,
  Placements: z.array(WirePlacementExplanation),
  Allocations: z.array(WireAllocationExplanation),
  QueuedAllocations: z.record(z.string(), z.int()),
  FollowupEvals: z.array(z.string()),
});
export type WireDecision = z.infer<typeof WireDecision>;

/** How an evaluation was decided. */
export const EvaluationExplainResponse = z
  .object({
    EvalID: z.string(),
    Namespace: z.string(),
    JobID: z.string(),
    Type: z.string(),
    TriggeredBy: z.string(),
    Status: z.string(),
    BlockedEval: z.string(),
    PreviousEval: z.string(),
    /** Versions of the rules by which it was decided and is explained; 0: not decided yet. */
    LogicVersion: z.int(),
    ExplainedByVersion: z.int(),
    Decisions: z.array(WireDecision),
  })
  .meta({ id: 'EvaluationExplanation' });
export type EvaluationExplainResponse = z.infer<typeof EvaluationExplainResponse>;
