import { z } from 'zod';
import { BlockedOn, Evaluation } from '../evaluation/evaluation.ts';
import { DesiredUpdates } from '../evaluation/desired-updates.ts';
import { PlacementMetric } from '../evaluation/placement-metric.ts';
import { EpochMs, Name, Seq } from '../primitives.ts';

/** The scheduler is asked to look at a job. */
export const EvaluationCreated = z.object({
  type: z.literal('EvaluationCreated'),
  v: z.literal(1),
  evaluation: Evaluation,
});
export type EvaluationCreated = z.infer<typeof EvaluationCreated>;

/** An evaluation waits for capacity: a new one, or one that was tried again in vain. */
export const EvaluationBlocked = z.object({
  type: z.literal('EvaluationBlocked'),
  v: z.literal(1),
  evaluation: Evaluation,
  blockedOn: BlockedOn,
  queuedAllocations: z.record(z.string(), z.int()),
  failedGroups: z.record(z.string(), PlacementMetric),
  /** When that was decided, on the state at the snapshot of `blockedOn`. */
  decidedAtMs: EpochMs.optional(),
});
export type EvaluationBlocked = z.infer<typeof EvaluationBlocked>;

/** Capacity came that a blocked evaluation may use: it is pending again. */
export const EvaluationUnblocked = z.object({
  type: z.literal('EvaluationUnblocked'),
  v: z.literal(1),
  evalId: Name,
});
export type EvaluationUnblocked = z.infer<typeof EvaluationUnblocked>;

/** The plan of an evaluation is in the log. */
export const EvaluationCompleted = z.object({
  type: z.literal('EvaluationCompleted'),
  v: z.literal(1),
  evalId: Name,
  queuedAllocations: z.record(z.string(), z.int()),
  failedGroups: z.record(z.string(), PlacementMetric),
  /** The evaluation that waits to place what could not be placed. */
  blockedEvalId: z.string().optional(),
  nextEvalId: z.string().optional(),
  deploymentId: z.string().optional(),
  /** Version of the decision logic that took it: replay of old logs must know. */
  logicVersion: z.int().positive(),
  /** What the plan did, by group. */
  desiredUpdates: z.record(z.string(), DesiredUpdates).default({}),
  /** The state on which it was decided, and when: on these the decision can be taken again. */
  snapshotSeq: Seq.optional(),
  decidedAtMs: EpochMs.optional(),
});
export type EvaluationCompleted = z.infer<typeof EvaluationCompleted>;

export const EvaluationFailed = z.object({
  type: z.literal('EvaluationFailed'),
  v: z.literal(1),
  evalId: Name,
  statusDescription: z.string(),
  nextEvalId: z.string().optional(),
});
export type EvaluationFailed = z.infer<typeof EvaluationFailed>;

/** A later evaluation of the same job made it superfluous. */
export const EvaluationCancelled = z.object({
  type: z.literal('EvaluationCancelled'),
  v: z.literal(1),
  evalId: Name,
  statusDescription: z.string(),
});
export type EvaluationCancelled = z.infer<typeof EvaluationCancelled>;
