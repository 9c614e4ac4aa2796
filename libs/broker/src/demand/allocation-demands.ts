import {
  type AllocationRow,
  allocsOfEval,
  disconnectedSinceMs,
  evalsOfJob,
  type EvaluationRow,
  type EvaluationTrigger,
  groupOf,
  isTerminal,
  isTerminalEvaluation,
  jobKey,
  type JobKey,
  type Seq,
  type State,
  stopOnClientAfterMs,
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
 * Whether a node stopped an allocation that is to run for ever, since it heard no server for as long as the group says;
 * the servers, which heard nothing either, need not have declared the node down.
 */
export function endedInSilence(state: State, row: AllocationRow): boolean {
  if (row.clientStatus !== 'complete' || row.desiredStatus !== 'run') return false;
  const { type, namespace, id } = row.jobVersion.job;
  const group = groupOf(row.jobVersion, row.groupName);
  if (type === 'batch' || type === 'sysbatch' || !group) return false;
  const isWanted = state.jobs.get(jobKey(namespace, id))?.stopped === false;
  return isWanted && stopOnClientAfterMs(group) !== undefined;
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

/**
 * Whether a plan reached an allocation only after the job was decided on once more: its worker was given up on and
 * went on. The later decision did not know what the plan has done, so whatever else the plan wanted is still lacking.
 */
function isPlannedLate(state: State, { jobVersion: { job } }: AllocationRow, cause: Seq): boolean {
  return evalsOfJob(state, jobKey(job.namespace, job.id)).some(
    (evaluation) => isDecided(evaluation) && evaluation.modifySeq > cause,
  );
}

/** Whether nobody has decided on a job that goes on since a plan told an allocation of it to stop. */
function isStoppedLast(state: State, row: AllocationRow): boolean {
  const key = jobKey(row.jobVersion.job.namespace, row.jobVersion.job.id);
  const job = state.jobs.get(key);
  if (row.desiredStatus !== 'stop' || !job || job.stopped) return false;
  return !evalsOfJob(state, key).some(
    (evaluation) => isDecided(evaluation) && evaluation.modifySeq > row.allocModifySeq,
  );
}

/** A cancelled evaluation decided nothing. */
function isDecided({ status }: EvaluationRow): boolean {
  return status === 'complete' || status === 'failed' || status === 'blocked';
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
  /** What plans told a job's allocations since it was last decided on: the last seq, by the plan's own state. */
  readonly #planned = new Map<JobKey, Map<Seq, Seq>>();

  constructor(state: State, demands: EvaluationDemands) {
    this.#state = state;
    this.#demands = demands;
  }

  reported(row: AllocationRow, causeSeq: Seq): void {
    const triggeredBy = this.#triggerOf(row);
    if (triggeredBy) this.#demands.need({ job: row.jobVersion.job, triggeredBy, causeSeq });
  }

  #triggerOf(row: AllocationRow): EvaluationTrigger | undefined {
    if (reconnects(this.#state, row)) return 'reconnect';
    if (awaitsReplacement(this.#state, row)) return 'alloc-failure';
    return endedInSilence(this.#state, row) ? 'alloc-stop' : undefined;
  }

  placed(row: AllocationRow, causeSeq: Seq): void {
    if (!isPlacedLate(this.#state, row)) return;
    this.#demands.need({ job: row.jobVersion.job, triggeredBy: 'alloc-stop', causeSeq });
  }

  /** @param cause seq of the state on which the plan was decided that told the allocation something. */
  planned(row: AllocationRow, { cause, seq }: { cause: Seq; seq: Seq }): void {
    const { job } = row.jobVersion;
    if (isPlannedLate(this.#state, row, cause)) {
      this.#demands.need({ job, triggeredBy: 'alloc-stop', causeSeq: seq });
      return;
    }
    const key = jobKey(job.namespace, job.id);
    this.#planned.set(key, (this.#planned.get(key) ?? new Map<Seq, Seq>()).set(cause, seq));
  }

  /** A job was decided on. Another worker's plan may have told it something that this decision did not see. */
  decided({ evaluation, decision }: EvaluationRow, causeSeq: Seq): void {
    const key = jobKey(evaluation.namespace, evaluation.jobId);
    const planned = this.#planned.get(key);
    if (!planned || !decision) return;
    this.#planned.delete(key);
    const { snapshotSeq } = decision;
    const isUnseen = [...planned].some(
      ([cause, seq]) => cause !== snapshotSeq && seq > snapshotSeq,
    );
    if (isUnseen) this.#again(key, causeSeq);
  }

  /** A broker that takes over cannot know on which state a stop was decided, but whether it came last. */
  takenOver(row: AllocationRow): void {
    if (!isStoppedLast(this.#state, row)) return;
    const { jobVersion, allocModifySeq } = row;
    this.#demands.need({
      job: jobVersion.job,
      triggeredBy: 'alloc-stop',
      causeSeq: allocModifySeq,
    });
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
    this.#again(jobKey(evaluation.namespace, evaluation.jobId), causeSeq);
  }

  stopped(row: AllocationRow, causeSeq: Seq): void {
    if (row.desiredStatus !== 'evict') return;
    this.#demands.need({ job: row.jobVersion.job, triggeredBy: 'preemption', causeSeq });
  }

  #again(key: JobKey, causeSeq: Seq): void {
    const job = this.#state.jobs.get(key)?.current.job;
    if (job) this.#demands.need({ job, triggeredBy: 'alloc-stop', causeSeq });
  }
}
