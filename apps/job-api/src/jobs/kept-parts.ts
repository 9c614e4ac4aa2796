import type { JobRegisterRequest } from '@steppe/api-contract';
import type { Job, JobRow, Task, TaskGroup } from '@steppe/domain';

/** What a registration leaves as it is, whatever the job file says. */
export interface KeptParts {
  readonly counts: boolean;
  readonly resources: boolean;
}

export function keptParts({ PreserveCounts, PreserveResources }: JobRegisterRequest): KeptParts {
  return { counts: PreserveCounts ?? false, resources: PreserveResources ?? false };
}

/** A job with what is kept of the one that runs: what someone scaled is not undone by a job file that knows nothing of it. */
export function withKeptParts(job: Job, row: JobRow | undefined, kept: KeptParts): Job {
  if (!row || row.stopped) return job;
  const before = new Map(row.current.job.groups.map((group) => [group.name, group]));
  const groups = job.groups.map((group) => {
    const former = before.get(group.name);
    return former ? keptGroup(group, former, kept) : group;
  });
  return { ...job, groups };
}

function keptGroup(group: TaskGroup, former: TaskGroup, kept: KeptParts): TaskGroup {
  const resources = new Map(former.tasks.map((task) => [task.name, task.resources]));
  const keptTask = (task: Task): Task => ({
    ...task,
    resources: resources.get(task.name) ?? task.resources,
  });
  return {
    ...group,
    count: kept.counts ? former.count : group.count,
    tasks: kept.resources ? group.tasks.map(keptTask) : group.tasks,
  };
}
