import type { Node, TaskGroup } from '@steppe/domain';
import type { FeasibilityCheck } from './feasibility-check.ts';

/** Every driver of the group's tasks must be on the node, and healthy. */
export function driversCheck(group: TaskGroup): FeasibilityCheck {
  const drivers = [...new Set(group.tasks.map((task) => task.driver))];
  return {
    sameForClass: true,
    reject: (node) =>
      drivers.every((driver) => hasDriver(node, driver)) ? undefined : 'missing drivers',
  };
}

/** A client that reports no driver health names its drivers in attributes, e.g. `driver.exec = 1`. */
function hasDriver(node: Node, driver: string): boolean {
  const info = node.drivers[driver];
  if (info) return info.detected && info.healthy;
  const attribute = node.attributes[`driver.${driver}`];
  return attribute === '1' || attribute === 'true';
}
