import type { Node } from '@steppe/domain';
import type { SeededRandom } from '@steppe/simulator';

/** A node of random size, in one of two racks and datacenters, with few ports. */
export function randomNode(id: string, random: SeededRandom): Node {
  return {
    id,
    name: id,
    datacenter: random.pick(['dc1', 'dc1', 'dc2']),
    nodePool: 'default',
    nodeClass: '',
    httpAddr: '127.0.0.1:4646',
    attributes: { 'kernel.name': 'linux', rack: random.pick(['r1', 'r2']) },
    meta: {},
    drivers: { mock: { detected: true, healthy: true, healthDescription: '', attributes: {} } },
    resources: {
      cpuMhz: random.int(10, 40) * 100,
      cpuCores: 4,
      memoryMb: random.int(10, 40) * 100,
      diskMb: random.int(10, 40) * 100,
      networks: [{ mode: 'host', device: 'eth0', ip: '10.0.0.1', cidr: '', mbits: 1_000 }],
      minDynamicPort: 20_000,
      maxDynamicPort: 20_003,
    },
    reserved: { cpuMhz: 100, memoryMb: 100, diskMb: 0, ports: '22,20001' },
    hostVolumes: {},
  };
}
