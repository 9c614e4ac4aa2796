import type { EpochMs, Seq } from '../primitives.ts';
import type { BlockedOn, Evaluation, EvaluationStatus } from './evaluation.ts';
import type { DesiredUpdates } from './desired-updates.ts';
import type { PlacementMetric } from './placement-metric.ts';

/** On what an evaluation was decided. */
export interface EvaluationDecision {
  readonly snapshotSeq: Seq;
  readonly atMs: EpochMs;
}

/** An evaluation in the state. */
export interface EvaluationRow {
  readonly evaluation: Evaluation;
  readonly status: EvaluationStatus;
  readonly statusDescription: string;
  readonly nextEvalId: string | undefined;
  readonly blockedEvalId: string | undefined;
  readonly blockedOn: BlockedOn | undefined;
  /** Allocations still to be placed, by group. */
  readonly queuedAllocations: Readonly<Record<string, number>>;
  /** Why, by group, what could not be placed could not. */
  readonly failedGroups: Readonly<Record<string, PlacementMetric>>;
  /** What its plan did, by group. */
  readonly desiredUpdates: Readonly<Record<string, DesiredUpdates>>;
  /** The last decision: the state on which it was taken, and when. */
  readonly decision: EvaluationDecision | undefined;
  /** Version of the decision logic that completed it; 0 before. */
  readonly logicVersion: number;
  readonly createSeq: Seq;
  readonly modifySeq: Seq;
  readonly createdAtMs: EpochMs;
  readonly modifiedAtMs: EpochMs;
}

/** A terminal evaluation never changes again. */
export function isTerminalEvaluation({ status }: EvaluationRow): boolean {
  return status === 'complete' || status === 'failed' || status === 'canceled';
}
