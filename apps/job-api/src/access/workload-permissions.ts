import type { AclPolicy, Permissions, VariablePlace } from '@steppe/domain';
import type { Workload } from '../identity/workload-identities.ts';

/** Whether a policy is that of a task without being named by a token. */
export function isFor({ workload }: AclPolicy, task: Workload): boolean {
  if (!workload) return false;
  const { namespace, jobId, group, task: name } = workload;
  return (
    namespace === task.namespace &&
    jobId === task.jobId &&
    (group === undefined || group === task.group) &&
    (name === undefined || name === task.task)
  );
}

/** Every task reads the variables at `nomad/jobs` and on the way down to its own name, as in Nomad. */
export function withOwnVariables(permissions: Permissions, task: Workload): Permissions {
  const { namespace, jobId, group, task: name } = task;
  const own = new Set([
    'nomad/jobs',
    `nomad/jobs/${jobId}`,
    `nomad/jobs/${jobId}/${group}`,
    `nomad/jobs/${jobId}/${group}/${name}`,
  ]);
  const isOwn = (place: VariablePlace): boolean =>
    place.namespace === namespace && own.has(place.path);
  return {
    ...permissions,
    allowsVariable: (place, capability) => {
      const reads = capability === 'read' || capability === 'list';
      return (reads && isOwn(place)) || permissions.allowsVariable(place, capability);
    },
  };
}
