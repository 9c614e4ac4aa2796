import type { WireJob } from '../wire-job.ts';
import type { WireTask } from '../wire-task.ts';
import type { WireTaskGroup } from '../wire-task-group.ts';
import { multiError } from './multi-error.ts';
import { serviceWarnings } from './validate-services.ts';
import { taskWithoutEffect } from './no-effect.ts';

const TASK_NETWORKS =
  'task network resources have been deprecated as of Nomad 0.12.0. ' +
  'Please configure networking via group network block.';

/** What a job's author should know though the job is accepted, in Nomad's words. */
export function jobWarnings(job: WireJob): string[] {
  return (job.TaskGroups ?? []).flatMap((group) => {
    const warnings = [serviceWarnings(group), (group.Tasks ?? []).flatMap(taskWarnings)].flat();
    const nested = `Group "${group.Name ?? ''}" has warnings: `;
    return [
      ...shutdownDelayWarning(group),
      ...(warnings.length === 0 ? [] : [nested + multiError(warnings)]),
    ];
  });
}

function taskWarnings(task: WireTask): string[] {
  const deprecated = task.Resources?.Networks?.length ? [TASK_NETWORKS] : [];
  const warnings = [deprecated, taskWithoutEffect(task) ?? [], serviceWarnings(task)].flat();
  return warnings.length === 0
    ? []
    : [`Task "${task.Name ?? ''}" has warnings: ${multiError(warnings)}`];
}

function shutdownDelayWarning({ Name, Services, ShutdownDelay, Tasks }: WireTaskGroup): string[] {
  const delayed = ShutdownDelay || (Tasks ?? []).some((task) => task.ShutdownDelay);
  if (!Services?.length || delayed) return [];
  return [
    `group "${Name ?? ''}" defines services, but neither the group nor any of its tasks have shutdown_delay set`,
  ];
}
