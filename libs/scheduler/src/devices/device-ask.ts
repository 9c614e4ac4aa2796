import type { DeviceAttribute, DeviceRequest, NodeDeviceGroup, TaskGroup } from '@steppe/domain';
import { compareDeviceValues, parseDeviceValue } from './device-value.ts';

/** Devices that a task asks for. */
export interface DeviceAsk {
  readonly task: string;
  readonly request: DeviceRequest;
}

export function deviceAsksOf({ tasks }: TaskGroup): DeviceAsk[] {
  return tasks.flatMap(({ name, resources }) =>
    resources.devices.map((request) => ({ task: name, request })),
  );
}

/** Whether a group of devices is of the kind that a request names, and meets its constraints. */
export function matchesDevice(request: DeviceRequest, group: NodeDeviceGroup): boolean {
  return (
    isOfKind(request.name, group) &&
    request.constraints.every(({ leftTarget, operand, rightTarget }) =>
      compareDeviceValues(operand, valueOf(leftTarget, group), valueOf(rightTarget, group)),
    )
  );
}

/** The weights of the request's affinities that a group of devices meets, added up. */
export function affinityWeight({ affinities }: DeviceRequest, group: NodeDeviceGroup): number {
  let sum = 0;
  for (const { leftTarget, operand, rightTarget, weight } of affinities) {
    const [left, right] = [valueOf(leftTarget, group), valueOf(rightTarget, group)];
    if (compareDeviceValues(operand, left, right)) sum += weight;
  }
  return sum;
}

/** A request names `type`, `vendor/type` or `vendor/type/name`. */
function isOfKind(wanted: string, { vendor, type, name }: NodeDeviceGroup): boolean {
  const parts = wanted.split('/');
  if (parts.length === 1) return parts[0] === type;
  if (parts.length === 2) return parts[0] === vendor && parts[1] === type;
  return parts[0] === vendor && parts[1] === type && parts.slice(2).join('/') === name;
}

/** The value of a rule's side on a group of devices; a literal is its own value. */
function valueOf(target: string, group: NodeDeviceGroup): DeviceAttribute | undefined {
  if (!target.startsWith('${')) return parseDeviceValue(target);
  switch (target) {
    case '${device.vendor}':
      return { value: group.vendor };
    case '${device.type}':
      return { value: group.type };
    case '${device.model}':
      return { value: group.name };
    case '${device.ids}':
      return { value: group.instances.map(({ id }) => id).join(',') };
  }
  const [, name = ''] = /^\$\{device\.attr\.(.+)\}$/.exec(target) ?? [];
  return Object.hasOwn(group.attributes, name) ? group.attributes[name] : undefined;
}
