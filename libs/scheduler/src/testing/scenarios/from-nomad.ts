import type { Job, Node, TaskGroup, UpdateStrategy } from '@steppe/domain';
import { aGroup, aJob, anUpdate, aTask } from '../job-builder.ts';
import { aNode } from '../node-builder.ts';
import type { NomadGroup, NomadJob, NomadNode, NomadTask } from './nomad-json.ts';

const NS_PER_MS = 1_000_000;

export function jobFromNomad(nomad: NomadJob): Job {
  return aJob({
    id: nomad.ID,
    name: nomad.ID,
    type: nomad.Type,
    priority: nomad.Priority,
    datacenters: nomad.Datacenters,
    meta: nomad.Meta ?? {},
    groups: nomad.TaskGroups.map((group) => groupFromNomad(group, nomad)),
  });
}

export function nodeFromNomad(nomad: NomadNode): Node {
  const { NodeResources: resources } = nomad;
  const drivers = Object.entries(nomad.Drivers).map(([name, { Detected, Healthy }]) => [
    name,
    { detected: Detected, healthy: Healthy, healthDescription: '', attributes: {} },
  ]);
  return aNode(nomad.Name, {
    id: nomad.ID,
    datacenter: nomad.Datacenter,
    nodeClass: nomad.NodeClass,
    nodePool: nomad.NodePool,
    attributes: nomad.Attributes,
    meta: nomad.Meta,
    drivers: Object.fromEntries(drivers),
    reserved: {
      cpuMhz: 0,
      memoryMb: 0,
      diskMb: 0,
      ports: resources.NodeNetworks.flatMap(({ Addresses = [] }) => Addresses)
        .map(({ ReservedPorts }) => ReservedPorts)
        .join(','),
    },
    resources: {
      cpuMhz: resources.Cpu.CpuShares,
      cpuCores: resources.Cpu.TotalCpuCores,
      memoryMb: resources.Memory.MemoryMB,
      diskMb: resources.Disk.DiskMB,
      networks: resources.Networks.map(({ Mode, Device, CIDR, IP, MBits }) => ({
        mode: Mode,
        device: Device,
        cidr: CIDR,
        ip: IP,
        mbits: MBits,
      })),
      minDynamicPort: resources.MinDynamicPort,
      maxDynamicPort: resources.MaxDynamicPort,
    },
  });
}

function groupFromNomad(nomad: NomadGroup, job: NomadJob): TaskGroup {
  const group = aGroup({
    name: nomad.Name,
    count: nomad.Count,
    tasks: nomad.Tasks.map(taskFromNomad),
    ephemeralDisk: { sizeMb: nomad.EphemeralDisk.SizeMB, sticky: false, migrate: false },
    constraints: (nomad.Constraints ?? []).map(ruleFromNomad),
    affinities: (nomad.Affinities ?? []).map((rule) => ({
      ...ruleFromNomad(rule),
      weight: rule.Weight ?? 50,
    })),
    spreads: (nomad.Spreads ?? []).map(({ Attribute, Weight, SpreadTarget = [] }) => ({
      attribute: Attribute,
      weight: Weight,
      targets: SpreadTarget.map(({ Value, Percent }) => ({ value: Value, percent: Percent })),
    })),
    networks: (nomad.Networks ?? []).map(({ Mode, ReservedPorts = [], DynamicPorts = [] }) => ({
      mode: Mode,
      reservedPorts: ReservedPorts.map(portFromNomad),
      dynamicPorts: DynamicPorts.map(portFromNomad),
    })),
    extra: nomad.Services ? { Services: nomad.Services } : {},
  });
  const isLongLived = job.Type === 'service' || job.Type === 'system';
  return isLongLived ? { ...group, update: updateFromNomad(job) } : group;
}

/** Service and system jobs roll out one by one unless they say otherwise. */
function updateFromNomad({ Update: update }: NomadJob): UpdateStrategy {
  if (!update) return anUpdate();
  return anUpdate({
    maxParallel: update.MaxParallel,
    minHealthyTimeMs: update.MinHealthyTime / NS_PER_MS,
    healthyDeadlineMs: update.HealthyDeadline / NS_PER_MS,
    progressDeadlineMs: update.ProgressDeadline / NS_PER_MS,
    canary: update.Canary ?? 0,
  });
}

function taskFromNomad({ Name, Driver, Config, Resources }: NomadTask) {
  const { resources } = aTask();
  return aTask({
    name: Name,
    driver: Driver,
    config: Config,
    resources: { ...resources, cpuMhz: Resources.CPU, memoryMb: Resources.MemoryMB },
  });
}

function ruleFromNomad(rule: { LTarget: string; Operand: string; RTarget: string }) {
  return { leftTarget: rule.LTarget, operand: rule.Operand, rightTarget: rule.RTarget };
}

function portFromNomad({
  Label,
  Value = 0,
  To = 0,
}: {
  Label: string;
  Value?: number | undefined;
  To?: number | undefined;
}) {
  return { label: Label, value: Value, to: To, hostNetwork: '' };
}
