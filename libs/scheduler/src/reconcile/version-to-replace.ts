import {
  type AllocationRow,
  deploymentsOfJob,
  type JobVersion,
  type TaskGroup,
} from '@steppe/domain';
import type { JobView } from './job-view.ts';

/**
 * The version that a replacement runs while canaries of a newer one wait for promotion: the last that its group
 * rolled out, promoted or without canaries, else what the replaced allocation ran. So nobody gets the new version
 * unasked. Source: Nomad's downgradedJobForPlacement.
 */
export function versionToReplace(
  { state, key, job }: JobView,
  { version: current, group }: { version: JobVersion; group: TaskGroup },
  previous: AllocationRow | undefined,
): JobVersion {
  const rolledOut = deploymentsOfJob(state, key).findLast(({ deployment, progress }) => {
    const own = deployment.groups[group.name];
    if (!own || deployment.jobVersion === current.version) return false;
    return own.desiredCanaries === 0 || progress[group.name]?.promoted === true;
  });
  const kept = job?.versions.find(({ version }) => version === rolledOut?.deployment.jobVersion);
  return kept ?? previous?.jobVersion ?? current;
}
