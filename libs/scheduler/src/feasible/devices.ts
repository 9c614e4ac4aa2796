import type { TaskGroup } from '@steppe/domain';
import type { FeasibilityCheck } from './feasibility-check.ts';

/** No node reports devices, so a group that asks for one fits nowhere. */
export function devicesCheck(group: TaskGroup): FeasibilityCheck | undefined {
  if (group.tasks.every((task) => task.resources.devices.length === 0)) return undefined;
  return { sameForClass: true, reject: () => 'missing devices' };
}
