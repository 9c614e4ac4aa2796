import { type AllocationRow, deploymentsOfJob, type JobVersion } from '@steppe/domain';
import type { JobView } from './job-view.ts';

/**
 * The version that a replacement runs while canaries of a newer one wait for promotion: the last that was
 * rolled out in full, else what the replaced allocation ran. So nobody gets the new version unasked.
 */
export function versionToReplace(
  { state, key, job }: JobView,
  current: JobVersion,
  previous: AllocationRow | undefined,
): JobVersion {
  const rolledOut = deploymentsOfJob(state, key).findLast(
    ({ status, deployment }) =>
      deployment.jobVersion !== current.version &&
      (status === 'successful' ||
        Object.values(deployment.groups).every(({ desiredCanaries }) => desiredCanaries === 0)),
  );
  const kept = job?.versions.find(({ version }) => version === rolledOut?.deployment.jobVersion);
  return kept ?? previous?.jobVersion ?? current;
}
