import type { Node } from '../node/node.ts';

/** A valid node that has nothing but ports. */
export function bareNode(id: string, changes: Partial<Node> = {}): Node {
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
    resources: NO_RESOURCES,
    reserved: { cpuMhz: 0, memoryMb: 0, diskMb: 0, ports: '' },
    hostVolumes: {},
    ...changes,
  };
}

/** What a node offers that offers nothing but its ports. */
export const NO_RESOURCES: Node['resources'] = {
  cpuMhz: 0,
  cpuCores: 0,
  memoryMb: 0,
  diskMb: 0,
  networks: [],
  minDynamicPort: 20_000,
  maxDynamicPort: 32_000,
};
