import type { JobDeregistered, JobRegistered } from '../events/job-events.ts';
import type { Evaluation } from '../evaluation/evaluation.ts';
import { jobKey } from '../job/job.ts';
import type { JobVersion } from '../job/job-version.ts';
import type { FoldContext } from './fold-context.ts';
import { putNewEvaluation } from './fold-evaluation.ts';
import { JOB_VERSIONS_MAX, type State } from './tables.ts';

export function foldJobRegistered(state: State, event: JobRegistered, context: FoldContext): void {
  const { job, version, evalId, source } = event;
  const key = jobKey(job.namespace, job.id);
  const before = state.jobs.get(key);
  const stable = before?.current.version === version ? before.current.stable : false;
  const current: JobVersion = {
    job,
    version,
    seq: context.seq,
    submittedAtMs: context.atMs,
    stable,
  };
  const earlier = before?.versions.filter((kept) => kept.version !== version) ?? [];
  state.jobs.set(key, {
    current,
    versions: [current, ...earlier].slice(0, JOB_VERSIONS_MAX),
    stopped: false,
    source,
    createSeq: before?.createSeq ?? context.seq,
    modifySeq: context.seq,
  });
  state.jobVersions.set(context.seq, current);
  state.jobSubjectSeq.set(key, context.seq);
  state.tableSeq.jobs = context.seq;
  if (evalId === undefined) return;
  putNewEvaluation(state, evaluationOf(current, evalId, 'job-register'), context);
}

export function foldJobDeregistered(
  state: State,
  event: JobDeregistered,
  context: FoldContext,
): void {
  const key = jobKey(event.namespace, event.jobId);
  state.jobSubjectSeq.set(key, context.seq);
  const row = state.jobs.get(key);
  if (!row) return;
  state.tableSeq.jobs = context.seq;
  if (event.evalId !== undefined) {
    putNewEvaluation(state, evaluationOf(row.current, event.evalId, 'job-deregister'), context);
  }
  if (event.purge) state.jobs.delete(key);
  else state.jobs.set(key, { ...row, stopped: true, modifySeq: context.seq });
}

function evaluationOf(
  { job, seq }: JobVersion,
  id: string,
  triggeredBy: 'job-register' | 'job-deregister',
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
