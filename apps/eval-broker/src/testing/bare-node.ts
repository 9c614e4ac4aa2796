import type { Node } from '@steppe/domain';

/** A valid node that has nothing. */
export function bareNode(id: string): Node {
  return {
    id,
    name: id,
    datacenter: 'dc1',
    nodePool: 'default',
    nodeClass: '',
    httpAddr: '127.0.0.1:4646',
    attributes: {},
    meta: {},
    drivers: {},
    resources: {
      cpuMhz: 0,
      cpuCores: 0,
      memoryMb: 0,
      diskMb: 0,
      networks: [],
      minDynamicPort: 20_000,
      maxDynamicPort: 32_000,
    },
    reserved: { cpuMhz: 0, memoryMb: 0, diskMb: 0, ports: '' },
    hostVolumes: {},
  };
}
