import type { Node } from '@steppe/domain';

/** How many classes of nodes there are: so many verdicts of feasibility a job needs. */
const CLASSES = 4;

export function nodeIdAt(index: number): string {
  return `${index.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
}

/** A machine of 20 GHz and 64 GiB, in one of three racks, that runs raw_exec. */
export function benchNode(index: number): Node {
  return {
    id: nodeIdAt(index),
    name: `node-${index}`,
    datacenter: 'dc1',
    nodePool: 'default',
    nodeClass: `class-${index % CLASSES}`,
    httpAddr: '127.0.0.1:0',
    attributes: {
      'kernel.name': 'linux',
      'cpu.arch': 'amd64',
      'driver.raw_exec': '1',
      'unique.hostname': `node-${index}`,
    },
    meta: { rack: `r${index % 3}` },
    drivers: {
      raw_exec: { detected: true, healthy: true, healthDescription: 'Healthy', attributes: {} },
    },
    resources: {
      cpuMhz: 20_000,
      cpuCores: 8,
      memoryMb: 65_536,
      diskMb: 2_000_000,
      networks: [
        { mode: 'host', device: 'eth0', ip: '127.0.0.1', cidr: '127.0.0.1/32', mbits: 1_000 },
      ],
      minDynamicPort: 20_000,
      maxDynamicPort: 32_000,
    },
    reserved: { cpuMhz: 0, memoryMb: 0, diskMb: 0, ports: '' },
    hostVolumes: {},
  };
}
