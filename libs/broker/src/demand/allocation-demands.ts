import {
  type AllocationRow,
  groupOf,
  isTerminalEvaluation,
  jobKey,
  type Seq,
  type State,
} from '@steppe/domain';
import type { EvaluationDemands } from './evaluation-demands.ts';

/** Whether an allocation failed and another one may take its place; what was done about it already counts. */
export function awaitsReplacement(state: State, row: AllocationRow): boolean {
  const { clientStatus, desiredStatus, nextAllocId, followupEvalId, jobVersion, groupName } = row;
  if (clientStatus !== 'failed' || desiredStatus !== 'run') return false;
  if (nextAllocId !== undefined || followupEvalId !== undefined) return false;
  const job = state.jobs.get(jobKey(jobVersion.job.namespace, jobVersion.job.id));
  if (!job || job.stopped) return false;
  const policy = groupOf(jobVersion, groupName)?.reschedulePolicy;
  return policy !== undefined && (policy.unlimited || policy.attempts > 0);
}

/**
 * Whether a worker placed an allocation after its evaluation had ended: one that was given up on and went on.
 * Another worker may have placed the same, so the scheduler must stop what is too much.
 */
export function isPlacedLate(state: State, row: AllocationRow): boolean {
  const evaluation = state.evals.get(row.evalId);
  if (!evaluation || row.desiredStatus !== 'run') return false;
  return isTerminalEvaluation(evaluation) && evaluation.modifySeq < row.createSeq;
}

/** Asks for an evaluation when what happened to an allocation calls for one. */
export class AllocationDemands {
  readonly #state: State;
  readonly #demands: EvaluationDemands;

  constructor(state: State, demands: EvaluationDemands) {
    this.#state = state;
    this.#demands = demands;
  }

  reported(row: AllocationRow, causeSeq: Seq): void {
    if (!awaitsReplacement(this.#state, row)) return;
    this.#demands.need({ job: row.jobVersion.job, triggeredBy: 'alloc-failure', causeSeq });
  }

  placed(row: AllocationRow, causeSeq: Seq): void {
    if (!isPlacedLate(this.#state, row)) return;
    this.#demands.need({ job: row.jobVersion.job, triggeredBy: 'alloc-stop', causeSeq });
  }

  /** Asked to move: by a drain, or by a person. */
  migrationRequested(row: AllocationRow, causeSeq: Seq): void {
    const isDraining = this.#state.nodes.get(row.nodeId)?.drain !== undefined;
    const triggeredBy = isDraining ? 'node-drain' : 'alloc-stop';
    this.#demands.need({ job: row.jobVersion.job, triggeredBy, causeSeq });
  }

  stopped(row: AllocationRow, causeSeq: Seq): void {
    if (row.desiredStatus !== 'evict') return;
    this.#demands.need({ job: row.jobVersion.job, triggeredBy: 'preemption', causeSeq });
  }
}
