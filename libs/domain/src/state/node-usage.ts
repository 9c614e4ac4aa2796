import { type AllocationRow, holdsResources } from '../allocation/allocation-row.ts';
import { assert } from '../assert.ts';
import { demandOf } from './group-demand.ts';

/** What the allocations on a node that have not ended hold of it. Changed in place, by the fold alone. */
export interface NodeUsage {
  cpuMhz: number;
  memoryMb: number;
  memoryMaxMb: number;
  diskMb: number;
  cores: number;
  /** Host ports in use, and by how many allocations: more than one while the holder before still stops. */
  readonly ports: Map<number, number>;
}

export function emptyUsage(): NodeUsage {
  return { cpuMhz: 0, memoryMb: 0, memoryMaxMb: 0, diskMb: 0, cores: 0, ports: new Map() };
}

/** Moves the node's usage from the old row of an allocation to the new one. */
export function moveUsage(
  usageOfNode: Map<string, NodeUsage>,
  before: AllocationRow | undefined,
  after: AllocationRow | undefined,
): void {
  if (before && holdsResources(before)) count(usageOfNode, before, -1);
  if (after && holdsResources(after)) count(usageOfNode, after, 1);
}

function count(usageOfNode: Map<string, NodeUsage>, row: AllocationRow, sign: 1 | -1): void {
  let usage = usageOfNode.get(row.nodeId);
  if (!usage) usageOfNode.set(row.nodeId, (usage = emptyUsage()));
  const demand = demandOf(row.jobVersion, row.groupName);
  usage.cpuMhz += sign * demand.cpuMhz;
  usage.memoryMb += sign * demand.memoryMb;
  usage.memoryMaxMb += sign * demand.memoryMaxMb;
  usage.diskMb += sign * demand.diskMb;
  usage.cores += sign * demand.cores;
  for (const { value } of row.ports) {
    const holders = (usage.ports.get(value) ?? 0) + sign;
    assert(holders >= 0, `port ${value} of node ${row.nodeId} was released twice`);
    if (holders === 0) usage.ports.delete(value);
    else usage.ports.set(value, holders);
  }
}
