import type { HostNetwork, NodeResources, NodeRow, ReservedResources } from '@steppe/domain';
import { z } from 'zod';
import { timestampOf } from '../wire/time.ts';
import { nullIfEmpty, withoutZeroValues } from '../wire/empty.ts';
import { deviceGroupToWire } from './device-to-wire.ts';
import { Timestamp } from '../wire/values.ts';

export const WireDriverInfo = z
  .object({
    Attributes: z.record(z.string(), z.string()),
    Detected: z.boolean(),
    Healthy: z.boolean(),
    HealthDescription: z.string(),
    UpdateTime: Timestamp,
  })
  .meta({ id: 'DriverInfo' });
export type WireDriverInfo = z.infer<typeof WireDriverInfo>;

export const WireHostVolume = z
  .object({ Name: z.string(), Path: z.string(), ReadOnly: z.boolean(), ID: z.string() })
  .meta({ id: 'HostVolumeInfo' });
export type WireHostVolume = z.infer<typeof WireHostVolume>;

export function driversToWire({
  node,
  statusUpdatedAtMs,
}: NodeRow): Record<string, WireDriverInfo> {
  return Object.fromEntries(
    Object.entries(node.drivers).map(([name, driver]) => [
      name,
      {
        Attributes: driver.attributes,
        Detected: driver.detected,
        Healthy: driver.healthy,
        HealthDescription: driver.healthDescription,
        UpdateTime: timestampOf(statusUpdatedAtMs),
      },
    ]),
  );
}

export function hostVolumesToWire({ node }: NodeRow): Record<string, WireHostVolume> {
  return Object.fromEntries(
    Object.entries(node.hostVolumes).map(([name, { path, readOnly }]) => [
      name,
      { Name: name, Path: path, ReadOnly: readOnly, ID: '' },
    ]),
  );
}

export function hostNetworksToWire({ node }: NodeRow): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    (node.resources.hostNetworks ?? []).map(({ name, device, reservedPorts }) => [
      name,
      { Name: name, CIDR: '', Interface: device, ReservedPorts: reservedPorts },
    ]),
  );
}

export const WireNodeResources = z
  .object({
    Cpu: z.object({
      CpuShares: z.int(),
      TotalCpuCores: z.int(),
      ReservableCpuCores: z.array(z.int()),
    }),
    Memory: z.object({ MemoryMB: z.int() }),
    Disk: z.object({ DiskMB: z.int() }),
    Devices: z.array(z.record(z.string(), z.unknown())).nullable(),
    NodeNetworks: z.array(z.record(z.string(), z.unknown())),
    Networks: z.array(z.record(z.string(), z.unknown())),
    MinDynamicPort: z.int(),
    MaxDynamicPort: z.int(),
    Processors: z.unknown(),
  })
  .meta({ id: 'NodeResources' });
export type WireNodeResources = z.infer<typeof WireNodeResources>;

export function nodeResourcesToWire(resources: NodeResources): WireNodeResources {
  const cores = Array.from({ length: resources.cpuCores }, (_, id) => id);
  const named = resources.hostNetworks ?? [];
  return {
    Cpu: {
      CpuShares: resources.cpuMhz,
      TotalCpuCores: resources.cpuCores,
      ReservableCpuCores: resources.reservableCores ?? cores,
    },
    Processors: { Topology: topologyOf(resources, cores) },
    Memory: { MemoryMB: resources.memoryMb },
    Disk: { DiskMB: resources.diskMb },
    Devices: nullIfEmpty((resources.devices ?? []).map(deviceGroupToWire)),
    NodeNetworks: resources.networks.map(({ mode, device, ip, mbits }) => ({
      Mode: mode,
      Device: device,
      MacAddress: '',
      Speed: mbits,
      Addresses: ip === '' ? null : addressesOf(device, ip, named),
    })),
    Networks: resources.networks.map(({ mode, device, cidr, ip, mbits }) =>
      withoutZeroValues({ Mode: mode, Device: device, CIDR: cidr, IP: ip, MBits: mbits }),
    ),
    MinDynamicPort: resources.minDynamicPort,
    MaxDynamicPort: resources.maxDynamicPort,
  };
}

function addressesOf(device: string, ip: string, named: readonly HostNetwork[]) {
  const ofDevice = named.filter((network) => network.device === device);
  return [
    addressToWire({ name: 'default', ip, reservedPorts: '' }),
    ...ofDevice.map(addressToWire),
  ];
}

function addressToWire({ name, ip, reservedPorts }: Omit<HostNetwork, 'device'>) {
  return {
    Family: ip.includes(':') ? 'ipv6' : 'ipv4',
    Alias: name,
    Address: ip,
    ReservedPorts: reservedPorts,
    Gateway: '',
  };
}

/** All cores on one node of memory: finer topology is not fingerprinted. */
function topologyOf({ cpuMhz, cpuCores }: NodeResources, cores: readonly number[]): unknown {
  const baseSpeed = cpuCores > 0 ? Math.floor(cpuMhz / cpuCores) : 0;
  return {
    Cores: cores.map((id) => ({
      BaseSpeed: baseSpeed,
      Disable: false,
      Grade: true,
      GuessSpeed: 0,
      ID: id,
      MaxSpeed: 0,
      NodeID: 0,
      SocketID: 0,
    })),
    Distances: null,
    Nodes: [0],
    OverrideTotalCompute: 0,
    OverrideWitholdCompute: 0,
  };
}

export const WireReservedResources = z
  .object({
    Cpu: z.object({ CpuShares: z.int(), ReservedCpuCores: z.array(z.int()).nullable() }),
    Memory: z.object({ MemoryMB: z.int() }),
    Disk: z.object({ DiskMB: z.int() }),
    Networks: z.object({ ReservedHostPorts: z.string() }),
  })
  .meta({ id: 'NodeReservedResources' });
export type WireReservedResources = z.infer<typeof WireReservedResources>;

export function reservedToWire(reserved: ReservedResources): WireReservedResources {
  return {
    Cpu: { CpuShares: reserved.cpuMhz, ReservedCpuCores: nullIfEmpty(reserved.cores ?? []) },
    Memory: { MemoryMB: reserved.memoryMb },
    Disk: { DiskMB: reserved.diskMb },
    Networks: { ReservedHostPorts: reserved.ports },
  };
}
