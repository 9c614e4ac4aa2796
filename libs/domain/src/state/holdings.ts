import type { AllocatedPort } from '../allocation/allocation.ts';
import type { AllocatedDevice, NodeDeviceGroup } from '../node/node-devices.ts';

/**
 * What of a node has one holder at a time and is told apart by name: cores, device instances, and ports of
 * host networks other than the default one. Few allocations hold any, so these are texts in one map.
 */
export type Holding = string;

export interface Holder {
  readonly ports: readonly AllocatedPort[];
  readonly cores?: Readonly<Record<string, readonly number[]>> | undefined;
  readonly devices?: readonly AllocatedDevice[] | undefined;
}

export function coreHolding(core: number): Holding {
  return `core/${core}`;
}

export function deviceHolding(
  { vendor, type, name }: Pick<NodeDeviceGroup, 'vendor' | 'type' | 'name'>,
  instanceId: string,
): Holding {
  return `device/${vendor}/${type}/${name}/${instanceId}`;
}

export function portHolding(hostNetwork: string, port: number): Holding {
  return `port/${hostNetwork}/${port}`;
}

/** Whether a port is on the default host network, where ports are counted by their number. */
export function isOnDefaultNetwork({ hostNetwork }: AllocatedPort): boolean {
  return hostNetwork === undefined;
}

export function holdingsOf({ ports, cores, devices }: Holder): Holding[] {
  const holdings: Holding[] = [];
  for (const { hostNetwork, value } of ports) {
    if (hostNetwork !== undefined) holdings.push(portHolding(hostNetwork, value));
  }
  if (cores) for (const id of Object.values(cores).flat()) holdings.push(coreHolding(id));
  for (const device of devices ?? []) {
    for (const id of device.instanceIds) holdings.push(deviceHolding(device, id));
  }
  return holdings;
}
