import type { EpochMs, Job } from '@steppe/domain';

/** Between a job's ID and the seconds since the epoch at which its child was due. Source: Nomad. */
const LAUNCH_SUFFIX = '/periodic-';

/** The job that one launch of a periodic job registers. */
export function periodicChildOf(parent: Job, dueMs: EpochMs): Job {
  const id = `${parent.id}${LAUNCH_SUFFIX}${Math.floor(dueMs / 1_000)}`;
  return { ...parent, id, name: id, parentId: parent.id, periodic: undefined };
}
