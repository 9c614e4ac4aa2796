import type { WireTask } from '../wire-task.ts';
import type { WireTaskGroup } from '../wire-task-group.ts';
import { faultsOf } from './multi-error.ts';
import { groupNetworkFaults, PortRegister } from './validate-networks.ts';
import { diskFaults, rescheduleFaults, restartFaults, updateFaults } from './validate-policies.ts';
import { disconnectFaults, migrateFaults } from './validate-absence.ts';
import { volumeFaults } from './validate-volumes.ts';
import { placementFaults } from './validate-placement.ts';
import { blockFaults } from './validate-blocks.ts';
import { scalingFaults } from './validate-scaling.ts';
import { serviceFaults, serviceGroupFaults } from './validate-services.ts';
import { taskFaults } from './validate-task.ts';

/** What is wrong with one group, in Nomad's words. */
export function taskGroupFaults(group: WireTaskGroup, jobType: string): string[] {
  const faults: string[] = [];
  const tasks = group.Tasks ?? [];
  if (!group.Name) faults.push('Missing task group name');
  if (group.Name?.includes('\0')) faults.push('Task group name cannot include null characters');
  if ((group.Count ?? 1) < 0) faults.push("Task group count can't be negative");
  if (tasks.length === 0) faults.push('Missing tasks for task group');
  faults.push(...placementFaults(group, { level: 'group', type: jobType }));
  if (group.RestartPolicy) faults.push(...restartFaults(group.RestartPolicy));
  faults.push(...rescheduleFaults(group.ReschedulePolicy, jobType), ...diskFaults(group));
  faults.push(...updateFaults(group.Update, jobType), ...migrateFaults(group.Migrate, jobType));
  faults.push(...disconnectFaults(group.Disconnect, jobType), ...volumeFaults(group));
  faults.push(...serviceFaults(group, { ofTask: false }), ...serviceGroupFaults(group));
  faults.push(...scalingFaults(group));
  faults.push(...durationFaults(group), ...taskNameFaults(tasks));
  const ports = new PortRegister();
  faults.push(...groupNetworkFaults(group.Networks, ports));
  for (const task of tasks) {
    const prefix = `Task ${task.Name ?? ''} validation failed`;
    faults.push(
      ...faultsOf(prefix, [
        ...taskFaults(task, { ports, disk: group.EphemeralDisk, jobType }),
        ...serviceFaults(task, { ofTask: true }),
        ...blockFaults(task, Object.keys(group.Volumes ?? {})),
      ]),
    );
  }
  return faults;
}

function durationFaults(group: WireTaskGroup): string[] {
  const faults: string[] = [];
  const { StopAfterClientDisconnect, MaxClientDisconnect, ShutdownDelay, MaxRunDuration } = group;
  if ((ShutdownDelay ?? 0) < 0) faults.push('ShutdownDelay must be a positive value');
  if ((MaxRunDuration ?? 0) < 0) faults.push('MaxRunDuration must be a positive value');
  if ((MaxClientDisconnect ?? 0) < 0) faults.push('max_client_disconnect cannot be negative');
  if ((StopAfterClientDisconnect ?? 0) < 0) {
    faults.push('stop_after_client_disconnect must be a positive value');
  }
  if (StopAfterClientDisconnect && MaxClientDisconnect) {
    faults.push(
      'Task group cannot be configured with both max_client_disconnect and stop_after_client_disconnect',
    );
  }
  return faults;
}

function taskNameFaults(tasks: readonly WireTask[]): string[] {
  const faults: string[] = [];
  const firstAt = new Map<string, number>();
  let leaders = 0;
  tasks.forEach((task, i) => {
    if (task.Leader === true) leaders += 1;
    const name = task.Name ?? '';
    if (name === '') {
      faults.push(`Task ${i + 1} missing name`);
      return;
    }
    const first = firstAt.get(name);
    if (first === undefined) firstAt.set(name, i + 1);
    else faults.push(`Task ${i + 1} redefines '${name}' from task ${first}`);
  });
  if (leaders > 1) faults.push('Only one task may be marked as leader');
  return faults;
}
