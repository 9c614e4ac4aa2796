import { type JobKey, jobKey } from '../job/job.ts';
import type { JobVersion, JobVersionTag } from '../job/job-version.ts';
import { addTo, type JobRow, removeFrom, type State } from './tables.ts';

/** Stores a job, and where it was launched from. */
export function putJob(state: State, row: JobRow): void {
  const { namespace, id, parentId } = row.current.job;
  const key = jobKey(namespace, id);
  state.jobs.set(key, row);
  if (parentId !== '') addTo(state.index.childrenByJob, jobKey(namespace, parentId), key);
}

/** Forgets a job, but nothing of what was launched from it. */
export function removeJob(state: State, { current }: JobRow): void {
  const { namespace, id, parentId } = current.job;
  const key = jobKey(namespace, id);
  state.jobs.delete(key);
  state.periodicLaunches.delete(key);
  state.scalingEvents.delete(key);
  state.tableSeq.jobs = state.seq;
  if (parentId !== '') removeFrom(state.index.childrenByJob, jobKey(namespace, parentId), key);
}

/** Notes whether a version that is kept is one to go back to. */
export function setStability(
  state: State,
  key: JobKey,
  { version, stable }: { version: number; stable: boolean },
): void {
  changeVersion(state, key, version, (kept) =>
    kept.stable === stable ? kept : { ...kept, stable },
  );
}

/** Gives a version that is kept another name, or none. */
export function setTag(
  state: State,
  key: JobKey,
  { version, tag }: { version: number; tag: JobVersionTag | undefined },
): void {
  changeVersion(state, key, version, ({ tag: _before, ...kept }) =>
    tag ? { ...kept, tag } : kept,
  );
}

function changeVersion(
  state: State,
  key: JobKey,
  version: number,
  change: (kept: JobVersion) => JobVersion,
): void {
  const job = state.jobs.get(key);
  const before = job?.versions.find((kept) => kept.version === version);
  const after = before && change(before);
  if (!job || !before || !after || after === before) return;
  state.jobs.set(key, {
    ...job,
    current: job.current === before ? after : job.current,
    versions: job.versions.map((kept) => (kept === before ? after : kept)),
    modifySeq: state.seq,
  });
  state.jobVersions.set(before.seq, after);
  state.tableSeq.jobs = state.seq;
}
