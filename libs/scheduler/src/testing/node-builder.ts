import type { Node } from '@steppe/domain';
import { bareNode, NO_RESOURCES } from '@steppe/domain/testing';

const HEALTHY = { detected: true, healthy: true, healthDescription: '', attributes: {} };

/** A node of 4,000 MHz and 8,192 MiB with the drivers docker, exec and raw_exec. */
export function aNode(name: string, overrides: Partial<Node> = {}): Node {
  return bareNode(`node-${name}`, {
    name,
    attributes: { 'kernel.name': 'linux', 'cpu.arch': 'amd64' },
    drivers: { docker: HEALTHY, exec: HEALTHY, raw_exec: HEALTHY },
    resources: {
      ...NO_RESOURCES,
      cpuMhz: 4_000,
      cpuCores: 4,
      memoryMb: 8_192,
      diskMb: 100_000,
      networks: [
        { mode: 'host', device: 'eth0', ip: '10.0.0.1', cidr: '10.0.0.1/32', mbits: 1_000 },
      ],
    },
    ...overrides,
  });
}

/** Equal nodes n1, n2, … */
export function someNodes(count: number, overrides: Partial<Node> = {}): Node[] {
  return Array.from({ length: count }, (_, i) => aNode(`n${i + 1}`, overrides));
}
