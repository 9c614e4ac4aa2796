import type { Node, TaskGroup } from '@steppe/domain';
import { deviceAsksOf, type DeviceAsk, matchesDevice } from '../devices/device-ask.ts';
import type { FeasibilityCheck } from './feasibility-check.ts';

/** The node must have enough healthy devices that match, be they free or not. */
export function devicesCheck(group: TaskGroup): FeasibilityCheck | undefined {
  const asks = deviceAsksOf(group);
  if (asks.length === 0) return undefined;
  return {
    sameForClass: true,
    reject: (node) => (hasEnough(node, asks) ? undefined : 'missing devices'),
  };
}

function hasEnough({ resources: { devices = [] } }: Node, asks: readonly DeviceAsk[]): boolean {
  const left = devices.map((group) => ({
    group,
    count: group.instances.filter(({ healthy }) => healthy).length,
  }));
  return asks.every(({ request }) => {
    const found = left.find(
      ({ group, count }) => count >= request.count && matchesDevice(request, group),
    );
    if (found) found.count -= request.count;
    return found !== undefined;
  });
}
