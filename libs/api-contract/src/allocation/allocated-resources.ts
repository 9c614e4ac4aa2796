import {
  type AllocatedPort,
  type AllocationRow,
  demandOf,
  groupOf,
  type Network,
  type Task,
} from '@steppe/domain';
import { resourcesToWire } from '../job/map-resources.ts';
import type { WireNetwork, WireResources } from '../job/wire-resources.ts';
import { nullIfEmpty, withoutZeroValues } from '../wire/empty.ts';

interface AllocatedTask {
  Cpu: { CpuShares: number; ReservedCores: number[] | null };
  Memory: { MemoryMB: number; MemoryMaxMB: number };
  Networks: WireNetwork[] | null;
  Devices: WireAllocatedDevice[] | null;
}

interface WireAllocatedDevice {
  Vendor: string;
  Type: string;
  Name: string;
  DeviceIDs: string[];
}

/** What an allocation holds, as Nomad shows it since 0.9. */
export interface AllocatedResources {
  Tasks: Record<string, AllocatedTask>;
  TaskLifecycles: Record<string, unknown>;
  Shared: {
    Networks: WireNetwork[] | null;
    DiskMB: number;
    Ports: Record<string, unknown>[] | null;
  };
}

export function allocatedResourcesOf(row: AllocationRow): AllocatedResources {
  const group = groupOf(row.jobVersion, row.groupName);
  const tasks = group?.tasks ?? [];
  return {
    Tasks: Object.fromEntries(tasks.map((task) => [task.name, allocatedTask(row, task)])),
    TaskLifecycles: Object.fromEntries(
      tasks.map(({ name, lifecycle }) => [
        name,
        lifecycle ? { Hook: lifecycle.hook, Sidecar: lifecycle.sidecar } : null,
      ]),
    ),
    Shared: {
      Networks: nullIfEmpty(groupNetworks(row)),
      DiskMB: group?.ephemeralDisk.sizeMb ?? 0,
      // Those of a task's own network are shown with the task.
      Ports: nullIfEmpty(row.ports.filter(({ task }) => task === undefined).map(portMapping)),
    },
  };
}

/** The same as Nomad showed it before 0.9: for the whole allocation, its shared part, and each task. */
export function legacyResourcesOf(row: AllocationRow): {
  Resources: WireResources;
  SharedResources: WireResources;
  TaskResources: Record<string, WireResources>;
} {
  const group = groupOf(row.jobVersion, row.groupName);
  const demand = demandOf(row.jobVersion, row.groupName);
  const shared = { ...NOTHING, DiskMB: demand.diskMb, Networks: nullIfEmpty(groupNetworks(row)) };
  return {
    Resources: {
      ...shared,
      CPU: demand.cpuMhz,
      Cores: demand.cores,
      MemoryMB: demand.memoryMb,
      MemoryMaxMB: row.memoryOversubscribed ? demand.memoryMaxMb : 0,
      Networks: nullIfEmpty([...groupNetworks(row), ...allTaskNetworks(row)]),
    },
    SharedResources: shared,
    TaskResources: Object.fromEntries(
      (group?.tasks ?? []).map((task) => [
        task.name,
        {
          ...resourcesToWire(task.resources, {}),
          Networks: nullIfEmpty(taskNetworks(row, task)),
        },
      ]),
    ),
  };
}

const NOTHING: WireResources = {
  CPU: 0,
  Cores: 0,
  MemoryMB: 0,
  MemoryMaxMB: 0,
  DiskMB: 0,
  IOPS: 0,
  Networks: null,
  Devices: null,
  NUMA: null,
  SecretsMB: 0,
};

function allocatedTask(row: AllocationRow, task: Task): AllocatedTask {
  const { cpuMhz, memoryMb, memoryMaxMb } = task.resources;
  return {
    Cpu: { CpuShares: cpuMhz, ReservedCores: nullIfEmpty(row.cores?.[task.name] ?? []) },
    Memory: { MemoryMB: memoryMb, MemoryMaxMB: row.memoryOversubscribed ? memoryMaxMb : 0 },
    Networks: nullIfEmpty(taskNetworks(row, task)),
    Devices: nullIfEmpty(devicesOf(row, task)),
  };
}

function devicesOf({ devices = [] }: AllocationRow, { name: task }: Task): WireAllocatedDevice[] {
  return devices
    .filter((device) => device.task === task)
    .map(({ vendor, type, name, instanceIds }) => ({
      Vendor: vendor,
      Type: type,
      Name: name,
      DeviceIDs: instanceIds,
    }));
}

function groupNetworks(row: AllocationRow): WireNetwork[] {
  const group = groupOf(row.jobVersion, row.groupName);
  const ports = row.ports.filter(({ task }) => task === undefined);
  return (group?.networks ?? []).map((network) => networkWithPorts(network, ports));
}

function taskNetworks(row: AllocationRow, task: Task): WireNetwork[] {
  const ports = row.ports.filter((port) => port.task === task.name);
  return task.resources.networks.map((network) => networkWithPorts(network, ports));
}

function allTaskNetworks(row: AllocationRow): WireNetwork[] {
  const group = groupOf(row.jobVersion, row.groupName);
  return (group?.tasks ?? []).flatMap((task) => taskNetworks(row, task));
}

/** The network that was asked for, with the ports that were given. */
function networkWithPorts(network: Network, ports: readonly AllocatedPort[]): WireNetwork {
  const given = new Map(ports.map((port) => [port.label, port]));
  const fill = (requests: Network['dynamicPorts']) =>
    requests.map((request) =>
      withoutZeroValues({
        Label: request.label,
        Value: given.get(request.label)?.value,
        To: given.get(request.label)?.to,
        HostNetwork: request.hostNetwork,
        IgnoreCollision: request.ignoreCollision,
      }),
    );
  return withoutZeroValues({
    ...network.extra,
    Mode: network.mode,
    IP: ports[0]?.hostIp,
    MBits: network.mbits,
    ReservedPorts: fill(network.reservedPorts),
    DynamicPorts: fill(network.dynamicPorts),
  });
}

function portMapping({ label, value, to, hostIp }: AllocatedPort): Record<string, unknown> {
  return withoutZeroValues({ Label: label, Value: value, To: to, HostIP: hostIp });
}
