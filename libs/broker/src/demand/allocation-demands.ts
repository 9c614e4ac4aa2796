import {
  type AllocationRow,
  allocsOfEval,
  disconnectedSinceMs,
  type EvaluationRow,
  groupOf,
  isTerminal,
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
  if (row.desiredStatus !== 'run') return false;
  // An evaluation is forgotten only with what it placed.
  if (!evaluation) return !isTerminal(row);
  return isTerminalEvaluation(evaluation) && evaluation.modifySeq < row.createSeq;
}

/**
 * Whether an evaluation placed a name twice: its worker was slow, so that it was given to another, and both went
 * on before either had ended it.
 */
export function hasPlacedTwice(state: State, evalId: string): boolean {
  const names = new Set<string>();
  for (const row of allocsOfEval(state, evalId)) {
    if (isTerminal(row)) continue;
    const { type } = row.jobVersion.job;
    // A system job has the same name on every node.
    const place = type === 'system' || type === 'sysbatch' ? row.nodeId : '';
    const name = `${row.groupName}[${row.index}]${place}`;
    if (names.has(name)) return true;
    names.add(name);
  }
  return false;
}

/** Whether an allocation that was out of touch is heard of again, and the scheduler did not take it back yet. */
export function reconnects(state: State, row: AllocationRow): boolean {
  if (disconnectedSinceMs(row) === undefined || row.desiredStatus !== 'run') return false;
  return row.clientStatus !== 'unknown' && state.nodes.get(row.nodeId)?.status === 'ready';
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
    const triggeredBy = reconnects(this.#state, row)
      ? 'reconnect'
      : awaitsReplacement(this.#state, row) && 'alloc-failure';
    if (triggeredBy) this.#demands.need({ job: row.jobVersion.job, triggeredBy, causeSeq });
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

  /** An evaluation is complete. */
  completed({ evaluation }: EvaluationRow, causeSeq: Seq): void {
    if (!hasPlacedTwice(this.#state, evaluation.id)) return;
    const job = this.#state.jobs.get(jobKey(evaluation.namespace, evaluation.jobId));
    if (job) this.#demands.need({ job: job.current.job, triggeredBy: 'alloc-stop', causeSeq });
  }

  stopped(row: AllocationRow, causeSeq: Seq): void {
    if (row.desiredStatus !== 'evict') return;
    this.#demands.need({ job: row.jobVersion.job, triggeredBy: 'preemption', causeSeq });
  }
}
