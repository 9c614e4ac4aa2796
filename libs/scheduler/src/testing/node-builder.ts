import type { Node } from '@steppe/domain';

const HEALTHY = { detected: true, healthy: true, healthDescription: '', attributes: {} };

/** A node of 4,000 MHz and 8,192 MiB with the drivers docker, exec and raw_exec. */
export function aNode(name: string, overrides: Partial<Node> = {}): Node {
  return {
    id: `node-${name}`,
    name,
    datacenter: 'dc1',
    nodePool: 'default',
    nodeClass: '',
    httpAddr: '127.0.0.1:4646',
    attributes: { 'kernel.name': 'linux', 'cpu.arch': 'amd64' },
    meta: {},
    drivers: { docker: HEALTHY, exec: HEALTHY, raw_exec: HEALTHY },
    resources: {
      cpuMhz: 4_000,
      cpuCores: 4,
      memoryMb: 8_192,
      diskMb: 100_000,
      networks: [
        { mode: 'host', device: 'eth0', ip: '10.0.0.1', cidr: '10.0.0.1/32', mbits: 1_000 },
      ],
      minDynamicPort: 20_000,
      maxDynamicPort: 32_000,
    },
    reserved: { cpuMhz: 0, memoryMb: 0, diskMb: 0, ports: '' },
    hostVolumes: {},
    ...overrides,
  };
}

/** Equal nodes n1, n2, … */
export function someNodes(count: number, overrides: Partial<Node> = {}): Node[] {
  return Array.from({ length: count }, (_, i) => aNode(`n${i + 1}`, overrides));
}
