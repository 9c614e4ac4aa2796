import { hostname } from 'node:os';
import {
  type DriverInfo,
  type Node,
  NOMAD_VERSION,
  type ReservedResources,
  STEPPE_VERSION,
} from '@steppe/domain';
import type { TaskDriver } from '@steppe/task-drivers';
import type { NodeAgentConfig } from '../config.ts';
import type { CniFingerprint } from './cni.ts';
import { parseCoreIds } from './core-ids.ts';
import { type CpuFingerprint, fingerprintCpu } from './cpu.ts';
import { fingerprintHost } from './host.ts';
import { fingerprintHostNetworks } from './host-networks.ts';
import { fingerprintNuma } from './numa.ts';
import { fingerprintNetwork, loopbackDevice } from './network.ts';
import { fingerprintMemory, fingerprintStorage } from './storage.ts';

/** Looks at the machine and the drivers, and describes the node as the cluster shall know it. */
export async function fingerprintNode({
  nodeId,
  config,
  drivers,
  allocsDir,
  cni,
}: {
  readonly nodeId: string;
  readonly config: NodeAgentConfig;
  readonly drivers: readonly TaskDriver[];
  readonly allocsDir: string;
  readonly cni: Pick<CniFingerprint, 'look'>;
}): Promise<Node> {
  const device = config.networkInterface ?? (config.devMode ? loopbackDevice() : undefined);
  const [cpu, numa, host, storage, network, own, driverInfos] = await Promise.all([
    fingerprintCpu({ totalMhz: config.cpuTotalMhz }),
    fingerprintNuma(),
    fingerprintHost(),
    fingerprintStorage({ dir: allocsDir, totalMb: config.diskTotalMb }),
    fingerprintNetwork({ device, speedMbits: config.networkSpeedMbits }),
    cni.look(),
    fingerprintDrivers(drivers),
  ]);
  const memory = fingerprintMemory({ totalMb: config.memoryTotalMb });
  const reserved = reservedOf(config, cpu);
  const reservableCores = config.reservableCores
    ? parseCoreIds(config.reservableCores, 'client.reservable_cores')
    : undefined;
  const hostNetworks = fingerprintHostNetworks(config.hostNetworks ?? {});
  return {
    id: nodeId,
    name: config.nodeName ?? hostname(),
    datacenter: config.datacenter ?? 'dc1',
    nodePool: config.nodePool ?? 'default',
    nodeClass: config.nodeClass ?? '',
    httpAddr: config.httpAddr,
    attributes: {
      ...cpu.attributes,
      'cpu.usablecompute': String(cpu.totalMhz - reserved.cpuMhz),
      'cpu.reservablecores': String(reservableCores?.length ?? cpu.cores),
      ...numa,
      ...host,
      ...memory.attributes,
      ...storage.attributes,
      ...network.attributes,
      ...own.attributes,
      ...driverInfos.attributes,
      'nomad.version': NOMAD_VERSION,
      'nomad.service_discovery': 'true',
      'steppe.version': STEPPE_VERSION,
      'unique.advertise.address': config.httpAddr,
    },
    meta: { ...config.meta },
    drivers: driverInfos.drivers,
    resources: {
      cpuMhz: cpu.totalMhz,
      cpuCores: cpu.cores,
      memoryMb: memory.totalMb,
      diskMb: storage.totalMb,
      networks: [...own.networks, ...network.networks],
      minDynamicPort: config.minDynamicPort ?? 20_000,
      maxDynamicPort: config.maxDynamicPort ?? 32_000,
      ...(reservableCores && { reservableCores }),
      ...(hostNetworks.length > 0 && { hostNetworks }),
    },
    reserved,
    hostVolumes: { ...config.hostVolumes },
    ...(config.maxAllocs && { maxAllocs: config.maxAllocs }),
  };
}

/** Reserved cores take their share of the CPU along; then the MHz that are reserved beside them do not count. */
function reservedOf(
  { reserved, reservedCores }: NodeAgentConfig,
  cpu: CpuFingerprint,
): ReservedResources {
  const all = { cpuMhz: 0, memoryMb: 0, diskMb: 0, ports: '', ...reserved };
  const cores = parseCoreIds(reservedCores ?? '', 'client.reserved.cores');
  if (cores.length === 0) return all;
  const cpuMhz = Math.floor((cores.length * cpu.totalMhz) / Math.max(1, cpu.cores));
  return { ...all, cpuMhz, cores };
}

async function fingerprintDrivers(drivers: readonly TaskDriver[]): Promise<{
  readonly drivers: Record<string, DriverInfo>;
  readonly attributes: Record<string, string>;
}> {
  const infos: Record<string, DriverInfo> = {};
  const attributes: Record<string, string> = {};
  await Promise.all(
    drivers.map(async (driver) => {
      const { detected, healthy, healthDescription, ...found } = await driver.fingerprint();
      const own = { ...found.attributes };
      if (detected) Object.assign(attributes, own);
      // As Nomad shows it: "1" among the node's attributes, "true" among the driver's.
      const flag = `driver.${driver.name}`;
      if (own[flag] !== undefined) own[flag] = 'true';
      infos[driver.name] = { detected, healthy, healthDescription, attributes: own };
    }),
  );
  return { drivers: infos, attributes };
}
