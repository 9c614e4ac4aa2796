import type { JobDeregistered, JobRegistered, JobSource } from '../events/job-events.ts';
import type { Evaluation } from '../evaluation/evaluation.ts';
import { type Job, jobKey } from '../job/job.ts';
import type { JobVersion } from '../job/job-version.ts';
import type { FoldContext } from './fold-context.ts';
import { putNewEvaluation } from './fold-evaluation.ts';
import { putJob, removeJob } from './put-job.ts';
import { JOB_VERSIONS_MAX, type State } from './tables.ts';

export function foldJobRegistered(state: State, event: JobRegistered, context: FoldContext): void {
  const { job, version, evalId, evalPriority, source } = event;
  const before = state.jobs.get(jobKey(job.namespace, job.id));
  const same = before?.current.version === version ? before.current : undefined;
  const current: JobVersion = {
    job,
    version,
    seq: context.seq,
    submittedAtMs: context.atMs,
    stable: same?.stable ?? false,
    stopped: false,
    ...(same?.tag ? { tag: same.tag } : {}),
  };
  putVersion(state, current, { source: source ?? before?.source, context });
  if (triggerOf(job) === 'periodic-job') noteLaunch(state, job, context);
  if (evalId !== undefined) {
    const about = { id: evalId, triggeredBy: triggerOf(job), priority: evalPriority };
    putNewEvaluation(state, evaluationOf(current, about), context);
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
  const { tag: _tag, ...untagged } = current;
  if (!current.stopped && !event.purge) {
    const version = current.version + 1;
    const stopped = {
      ...untagged,
      version,
      seq: context.seq,
      submittedAtMs: context.atMs,
      stable: false,
      stopped: true,
    };
    putVersion(state, stopped, { source: row.source, context });
  }
  if (event.evalId !== undefined) {
    const { evalId: id, evalPriority: priority } = event;
    const about = { id, triggeredBy: 'job-deregister', priority } as const;
    putNewEvaluation(state, evaluationOf(current, about), context);
  }
  if (!event.purge) return;
  removeJob(state, row);
}

function putVersion(
  state: State,
  current: JobVersion,
  { source, context }: { source: JobSource | undefined; context: FoldContext },
): void {
  const key = jobKey(current.job.namespace, current.job.id);
  const before = state.jobs.get(key);
  const earlier = before?.versions.filter((kept) => kept.version !== current.version) ?? [];
  putJob(state, {
    current,
    versions: keptVersions([current, ...earlier]),
    stopped: current.stopped,
    source,
    createSeq: before?.createSeq ?? context.seq,
    modifySeq: context.seq,
  });
  state.jobVersions.set(context.seq, current);
  state.jobSubjectSeq.set(key, context.seq);
  state.tableSeq.jobs = context.seq;
}

/** The latest ones, and those that have a name. */
function keptVersions(versions: readonly JobVersion[]): JobVersion[] {
  return versions.filter((version, at) => at < JOB_VERSIONS_MAX || version.tag !== undefined);
}

function noteLaunch(state: State, { namespace, parentId }: Job, { atMs }: FoldContext): void {
  const key = jobKey(namespace, parentId);
  state.periodicLaunches.set(key, Math.max(atMs, state.periodicLaunches.get(key) ?? 0));
}

/** A periodic job's children have IDs of this form. */
function triggerOf({ id, parentId }: Job): 'job-register' | 'periodic-job' {
  return id.startsWith(`${parentId}/periodic-`) ? 'periodic-job' : 'job-register';
}

function evaluationOf(
  { job, seq }: JobVersion,
  {
    id,
    triggeredBy,
    priority = job.priority,
  }: Pick<Evaluation, 'id' | 'triggeredBy'> & { priority?: number | undefined },
): Evaluation {
  const name = { id, namespace: job.namespace, jobId: job.id };
  return { ...name, type: job.type, priority, triggeredBy, jobSeq: seq };
}
