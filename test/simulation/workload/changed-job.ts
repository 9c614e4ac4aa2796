import type { Job } from '@steppe/domain';
import type { SeededRandom } from '@steppe/simulator';

/** The same job with another count: one for each node is the most that a system job may have. */
export function scaled(job: Job, wanted: number): Job {
  const isEverywhere = job.type === 'system' || job.type === 'sysbatch';
  const count = isEverywhere ? Math.min(1, wanted) : wanted;
  return { ...job, groups: job.groups.map((group) => ({ ...group, count })) };
}

/** The same job with new environment, which needs a new start, or a new priority, which does not. */
export function changed(job: Job, random: SeededRandom): Job {
  if (random.chance(0.3)) return { ...job, priority: job.priority + 1 };
  const env = { REVISION: random.uuid() };
  return {
    ...job,
    groups: job.groups.map((group) => ({
      ...group,
      tasks: group.tasks.map((task) => ({ ...task, env })),
    })),
  };
}
