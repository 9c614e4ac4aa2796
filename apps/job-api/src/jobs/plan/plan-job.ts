import {
  type AllocationRow,
  applyRecorded,
  assert,
  blockedEvaluationRow,
  type EpochMs,
  type EvaluationCompleted,
  type EvaluationRow,
  type Job,
  jobKey,
  newEvaluationRow,
  type Seq,
  type State,
  subjects,
} from '@steppe/domain';
import { type Plan, schedule } from '@steppe/scheduler';
import { versionOf } from '../job-writer.ts';

/** What a registration would lead to. */
export interface PlannedJob extends Pick<EvaluationCompleted, 'desiredUpdates' | 'failedGroups'> {
  /** Allocations of other jobs that would be evicted. */
  readonly preempted: readonly AllocationRow[];
  /** Evaluations that would follow: what waits for capacity, and what is looked at later. */
  readonly created: readonly EvaluationRow[];
}

/**
 * What the scheduler would do if the job were registered now; of a job that launches others, if it launched one. Nothing is
 * written, and the state stays as it is.
 */
export function planJob(
  state: State,
  job: Job,
  { nowMs, evalId }: { nowMs: number; evalId: string },
): PlannedJob {
  const version = versionOf(job, state.jobs.get(jobKey(job.namespace, job.id)));
  const { periodic: _, parameterized: __, ...launched } = job;
  const ahead = forkOf(state, job);
  applyRecorded(ahead, {
    seq: state.seq + 1,
    subject: subjects.job(job.namespace, job.id),
    commit: {
      v: 1,
      atMs: nowMs,
      actor: 'plan',
      events: [{ type: 'JobRegistered', v: 1, job: launched, version, evalId }],
    },
  });
  const plan = schedule(ahead, evalId, { nowMs });
  const completed = plan.outcome.events.find(({ type }) => type === 'EvaluationCompleted');
  assert(completed?.type === 'EvaluationCompleted', 'a plan does not end its evaluation');
  return {
    ...completed,
    preempted: preemptedBy(plan, state),
    created: createdBy(plan, { seq: ahead.seq, atMs: nowMs }),
  };
}

function createdBy({ outcome }: Plan, context: { seq: Seq; atMs: EpochMs }): EvaluationRow[] {
  return outcome.events.flatMap((event) => {
    if (event.type === 'EvaluationBlocked') return [blockedEvaluationRow(event, context)];
    return event.type === 'EvaluationCreated' ? [newEvaluationRow(event.evaluation, context)] : [];
  });
}

function preemptedBy({ nodeCommits }: Plan, { allocs }: State): AllocationRow[] {
  const events = nodeCommits.flatMap((commit) => commit.events);
  return events.flatMap((event) => {
    if (event.type !== 'AllocationStopped' || event.desiredStatus !== 'evict') return [];
    return allocs.get(event.allocId) ?? [];
  });
}

/** A state that may run ahead: what a registration changes is its own, and the rest is shared. */
function forkOf(state: State, { namespace, id }: Job): State {
  const key = jobKey(namespace, id);
  const evalsByJob = new Map(state.index.evalsByJob);
  evalsByJob.set(key, new Set(evalsByJob.get(key)));
  return {
    ...state,
    jobs: new Map(state.jobs),
    jobVersions: new Map(state.jobVersions),
    evals: new Map(state.evals),
    jobSubjectSeq: new Map(state.jobSubjectSeq),
    tableSeq: { ...state.tableSeq },
    index: { ...state.index, evalsByJob },
  };
}
