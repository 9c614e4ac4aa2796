import type { Constraint, Job, TaskGroup } from '@steppe/domain';

export const DISTINCT_HOSTS = 'distinct_hosts';

/** How far allocations of a job must keep to nodes of their own. */
export type DistinctHosts = 'job' | 'group' | undefined;

export function distinctHostsOf(job: Job, group: TaskGroup): DistinctHosts {
  if (job.constraints.some(asksDistinctHosts)) return 'job';
  return group.constraints.some(asksDistinctHosts) ? 'group' : undefined;
}

/** The right side switches it off when it is a boolean that is false. */
function asksDistinctHosts({ operand, rightTarget }: Constraint): boolean {
  return operand === DISTINCT_HOSTS && !/^(0|f|false)$/i.test(rightTarget);
}
