import type { DeviceRequest, Network, PortRequest, TaskResources } from '@steppe/domain';
import { extraOf, nullIfEmpty, withoutZeroValues } from '../wire/empty.ts';
import {
  affinitiesToWire,
  affinityFromWire,
  constraintFromWire,
  constraintsToWire,
} from './map-placement.ts';
import type { WireDevice, WireNetwork, WirePort, WireResources } from './wire-resources.ts';

/** Resources of a task that no decision reads. */
export const UNUSED_RESOURCES = ['DiskMB', 'IOPS', 'NUMA', 'SecretsMB'] as const;

export function resourcesFromWire(wire: WireResources | null | undefined): TaskResources {
  return {
    cpuMhz: wire?.CPU ?? 0,
    cores: wire?.Cores ?? 0,
    memoryMb: wire?.MemoryMB ?? 0,
    memoryMaxMb: wire?.MemoryMaxMB ?? 0,
    networks: (wire?.Networks ?? []).map(networkFromWire),
    devices: (wire?.Devices ?? []).map(deviceFromWire),
  };
}

/** @param unused what `UNUSED_RESOURCES` names, as it was posted. */
export function resourcesToWire(
  resources: TaskResources,
  unused: Readonly<Record<string, unknown>>,
): WireResources {
  return {
    CPU: resources.cpuMhz,
    Cores: resources.cores,
    MemoryMB: resources.memoryMb,
    MemoryMaxMB: resources.memoryMaxMb,
    DiskMB: 0,
    IOPS: 0,
    Networks: nullIfEmpty(resources.networks.map(networkToWire)),
    Devices: nullIfEmpty(resources.devices.map(deviceToWire)),
    NUMA: null,
    SecretsMB: 0,
    ...unused,
  };
}

const NETWORK_FIELDS = new Set(['Mode', 'MBits', 'ReservedPorts', 'DynamicPorts']);

export function networkFromWire(wire: WireNetwork): Network {
  return {
    mode: wire.Mode ?? '',
    mbits: wire.MBits ?? undefined,
    reservedPorts: (wire.ReservedPorts ?? []).map(portFromWire),
    dynamicPorts: (wire.DynamicPorts ?? []).map(portFromWire),
    extra: withoutZeroValues(extraOf(wire, NETWORK_FIELDS)),
  };
}

/** Nomad leaves out of a network what has its zero value. */
export function networkToWire(network: Network): WireNetwork {
  return withoutZeroValues({
    ...network.extra,
    Mode: network.mode,
    MBits: network.mbits,
    ReservedPorts: network.reservedPorts.map(portToWire),
    DynamicPorts: network.dynamicPorts.map(portToWire),
  });
}

function portFromWire(wire: WirePort): PortRequest {
  return {
    label: wire.Label ?? '',
    value: wire.Value ?? 0,
    to: wire.To ?? 0,
    hostNetwork: wire.HostNetwork || 'default',
    ignoreCollision: wire.IgnoreCollision ?? false,
  };
}

function portToWire(port: PortRequest): WirePort {
  return withoutZeroValues({
    Label: port.label,
    Value: port.value,
    To: port.to,
    HostNetwork: port.hostNetwork,
    IgnoreCollision: port.ignoreCollision,
  });
}

function deviceFromWire(wire: WireDevice): DeviceRequest {
  return {
    name: wire.Name ?? '',
    count: wire.Count ?? 1,
    constraints: (wire.Constraints ?? []).map(constraintFromWire),
    affinities: (wire.Affinities ?? []).map(affinityFromWire),
  };
}

function deviceToWire(device: DeviceRequest): WireDevice {
  return {
    Name: device.name,
    Count: device.count,
    Constraints: constraintsToWire(device.constraints),
    Affinities: affinitiesToWire(device.affinities),
  };
}
