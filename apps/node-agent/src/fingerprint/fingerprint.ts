import { hostname } from 'node:os';
import { type DriverInfo, type Node, NOMAD_VERSION, STEPPE_VERSION } from '@steppe/domain';
import type { TaskDriver } from '@steppe/task-drivers';
import type { NodeAgentConfig } from '../config.ts';
import { fingerprintCpu } from './cpu.ts';
import { fingerprintHost } from './host.ts';
import { fingerprintNetwork, loopbackDevice } from './network.ts';
import { fingerprintMemory, fingerprintStorage } from './storage.ts';

/** Looks at the machine and the drivers, and describes the node as the cluster shall know it. */
export async function fingerprintNode({
  nodeId,
  config,
  drivers,
  allocsDir,
}: {
  readonly nodeId: string;
  readonly config: NodeAgentConfig;
  readonly drivers: readonly TaskDriver[];
  readonly allocsDir: string;
}): Promise<Node> {
  const device = config.networkInterface ?? (config.devMode ? loopbackDevice() : undefined);
  const [cpu, host, storage, network, driverInfos] = await Promise.all([
    fingerprintCpu({ totalMhz: config.cpuTotalMhz }),
    fingerprintHost(),
    fingerprintStorage({ dir: allocsDir, totalMb: config.diskTotalMb }),
    fingerprintNetwork({ device, speedMbits: config.networkSpeedMbits }),
    fingerprintDrivers(drivers),
  ]);
  const memory = fingerprintMemory({ totalMb: config.memoryTotalMb });
  return {
    id: nodeId,
    name: config.nodeName ?? hostname(),
    datacenter: config.datacenter ?? 'dc1',
    nodePool: config.nodePool ?? 'default',
    nodeClass: config.nodeClass ?? '',
    httpAddr: config.httpAddr,
    attributes: {
      ...cpu.attributes,
      ...host,
      ...memory.attributes,
      ...storage.attributes,
      ...network.attributes,
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
      networks: [...network.networks],
      minDynamicPort: config.minDynamicPort ?? 20_000,
      maxDynamicPort: config.maxDynamicPort ?? 32_000,
    },
    reserved: { cpuMhz: 0, memoryMb: 0, diskMb: 0, ports: '', ...config.reserved },
    hostVolumes: { ...config.hostVolumes },
  };
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
