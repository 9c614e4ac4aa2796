import {
  type AllocationRow,
  allocsOfJob,
  assert,
  type Evaluation,
  type EvaluationRow,
  jobKey,
  type JobKey,
  type JobRow,
  type JobVersion,
  launchesOthers,
  type State,
} from '@steppe/domain';

/** What an evaluation is about: the job as it is wanted, and what there is of it. */
export interface JobView {
  readonly state: State;
  readonly key: JobKey;
  readonly evaluation: Evaluation;
  readonly evaluationRow: EvaluationRow;
  readonly nowMs: number;
  /** Undefined when the job was purged. */
  readonly job: JobRow | undefined;
  /** The version that shall run; undefined when nothing of the job shall. */
  readonly version: JobVersion | undefined;
  /** All of the job's allocations, by name and then by age, oldest first. */
  readonly allocs: readonly AllocationRow[];
}

export function viewJob(state: State, evalId: string, nowMs: number): JobView {
  const evaluationRow = state.evals.get(evalId);
  assert(evaluationRow !== undefined, `there is no evaluation ${evalId}`);
  const { evaluation } = evaluationRow;
  const key = jobKey(evaluation.namespace, evaluation.jobId);
  const job = state.jobs.get(key);
  return {
    state,
    key,
    evaluation,
    evaluationRow,
    nowMs,
    job,
    version: job && runsItself(job) ? job.current : undefined,
    allocs: allocsOfJob(state, key).toSorted(byNameThenAge),
  };
}

/** An evaluation may be older than the job: of what others are launched from, only those that are launched run. */
function runsItself({ current, stopped }: JobRow): boolean {
  return !stopped && !launchesOthers(current.job);
}

/** Whether an allocation runs the version that shall run. A purged job's version of the same number does not count. */
export function isCurrent({ jobVersion }: AllocationRow, { job, version }: JobView): boolean {
  return (
    job !== undefined &&
    version !== undefined &&
    jobVersion.version === version.version &&
    jobVersion.seq >= job.createSeq
  );
}

function byNameThenAge(a: AllocationRow, b: AllocationRow): number {
  if (a.index !== b.index) return a.index - b.index;
  if (a.createSeq !== b.createSeq) return a.createSeq - b.createSeq;
  return a.id < b.id ? -1 : 1;
}
