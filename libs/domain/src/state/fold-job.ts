import type { JobDeregistered, JobRegistered, JobSource } from '../events/job-events.ts';
import type { Evaluation } from '../evaluation/evaluation.ts';
import { type Job, jobKey } from '../job/job.ts';
import type { JobVersion } from '../job/job-version.ts';
import type { FoldContext } from './fold-context.ts';
import { putNewEvaluation } from './fold-evaluation.ts';
import { JOB_VERSIONS_MAX, type State } from './tables.ts';

export function foldJobRegistered(state: State, event: JobRegistered, context: FoldContext): void {
  const { job, version, evalId, source } = event;
  const before = state.jobs.get(jobKey(job.namespace, job.id));
  const stable = before?.current.version === version && before.current.stable;
  const current = {
    job,
    version,
    seq: context.seq,
    submittedAtMs: context.atMs,
    stable,
    stopped: false,
  };
  putVersion(state, current, { source: source ?? before?.source, context });
  if (evalId !== undefined) {
    putNewEvaluation(state, evaluationOf(current, evalId, triggerOf(job)), context);
  }
}

/** Stopping a job makes a new version of it, as in Nomad, which the next registration follows. */
export function foldJobDeregistered(
  state: State,
  event: JobDeregistered,
  context: FoldContext,
): void {
  const key = jobKey(event.namespace, event.jobId);
  state.jobSubjectSeq.set(key, context.seq);
  const row = state.jobs.get(key);
  if (!row) return;
  const { current } = row;
  if (!current.stopped && !event.purge) {
    const version = current.version + 1;
    const stopped = {
      ...current,
      version,
      seq: context.seq,
      submittedAtMs: context.atMs,
      stable: false,
      stopped: true,
    };
    putVersion(state, stopped, { source: row.source, context });
  }
  if (event.evalId !== undefined) {
    putNewEvaluation(state, evaluationOf(current, event.evalId, 'job-deregister'), context);
  }
  if (!event.purge) return;
  state.jobs.delete(key);
  state.tableSeq.jobs = context.seq;
}

function putVersion(
  state: State,
  current: JobVersion,
  { source, context }: { source: JobSource | undefined; context: FoldContext },
): void {
  const key = jobKey(current.job.namespace, current.job.id);
  const before = state.jobs.get(key);
  const earlier = before?.versions.filter((kept) => kept.version !== current.version) ?? [];
  state.jobs.set(key, {
    current,
    versions: [current, ...earlier].slice(0, JOB_VERSIONS_MAX),
    stopped: current.stopped,
    source,
    createSeq: before?.createSeq ?? context.seq,
    modifySeq: context.seq,
  });
  state.jobVersions.set(context.seq, current);
  state.jobSubjectSeq.set(key, context.seq);
  state.tableSeq.jobs = context.seq;
}

/** A periodic job's children have IDs of this form. */
function triggerOf({ id, parentId }: Job): 'job-register' | 'periodic-job' {
  return id.startsWith(`${parentId}/periodic-`) ? 'periodic-job' : 'job-register';
}

function evaluationOf(
  { job, seq }: JobVersion,
  id: string,
  triggeredBy: 'job-register' | 'job-deregister' | 'periodic-job',
): Evaluation {
  return {
    id,
    namespace: job.namespace,
    jobId: job.id,
    type: job.type,
    priority: job.priority,
    triggeredBy,
    jobSeq: seq,
  };
}
