import { type AllocationRow, holdsResources } from '../allocation/allocation-row.ts';
import { assert } from '../assert.ts';
import { demandOf } from './group-demand.ts';
import { type Holding, holdingsOf, isOnDefaultNetwork } from './holdings.ts';
import type { StateIndex } from './tables.ts';

/** What the allocations on a node that have not ended hold of it. Changed in place, by the fold alone. */
export interface NodeUsage {
  cpuMhz: number;
  memoryMb: number;
  memoryMaxMb: number;
  diskMb: number;
  cores: number;
  allocs: number;
  /** What is held by name, and by how many allocations. Made for the first that holds any. */
  holdings: Map<Holding, number> | undefined;
  /** Ports of the default host network in use, and by how many allocations: more than one while the holder before still stops. */
  readonly ports: Map<number, number>;
}

export function emptyUsage(): NodeUsage {
  return {
    cpuMhz: 0,
    memoryMb: 0,
    memoryMaxMb: 0,
    diskMb: 0,
    cores: 0,
    allocs: 0,
    holdings: undefined,
    ports: new Map(),
  };
}

/** Moves the node's usage from the old row of an allocation to the new one. */
export function moveUsage(
  index: UsageIndex,
  before: AllocationRow | undefined,
  after: AllocationRow | undefined,
): void {
  const held = before && holdsResources(before) ? before : undefined;
  const holds = after && holdsResources(after) ? after : undefined;
  if (held && holds && holdSame(held, holds)) return;
  if (held) count(index, held, -1);
  if (holds) count(index, holds, 1);
}

type UsageIndex = Pick<StateIndex, 'usage' | 'nodeChanges'>;

/** Most changes, such as a status, are none of what is held. */
function holdSame(a: AllocationRow, b: AllocationRow): boolean {
  return (
    a.nodeId === b.nodeId &&
    a.jobVersion === b.jobVersion &&
    a.groupName === b.groupName &&
    a.ports === b.ports &&
    a.cores === b.cores &&
    a.devices === b.devices
  );
}

function count(index: UsageIndex, row: AllocationRow, sign: 1 | -1): void {
  let usage = index.usage.get(row.nodeId);
  if (!usage) index.usage.set(row.nodeId, (usage = emptyUsage()));
  index.nodeChanges.record(row.nodeId);
  const demand = demandOf(row.jobVersion, row.groupName);
  usage.cpuMhz += sign * demand.cpuMhz;
  usage.memoryMb += sign * demand.memoryMb;
  usage.memoryMaxMb += sign * demand.memoryMaxMb;
  usage.diskMb += sign * demand.diskMb;
  usage.cores += sign * demand.cores;
  usage.allocs += sign;
  countHoldings(usage, row, sign);
  for (const port of row.ports) {
    if (!isOnDefaultNetwork(port)) continue;
    const { value } = port;
    const holders = (usage.ports.get(value) ?? 0) + sign;
    assert(holders >= 0, () => `port ${value} of node ${row.nodeId} was released twice`);
    if (holders === 0) usage.ports.delete(value);
    else usage.ports.set(value, holders);
  }
}

function countHoldings(usage: NodeUsage, row: AllocationRow, sign: 1 | -1): void {
  for (const holding of holdingsOf(row)) {
    usage.holdings ??= new Map();
    const holders = (usage.holdings.get(holding) ?? 0) + sign;
    assert(holders >= 0, () => `${holding} of node ${row.nodeId} was released twice`);
    if (holders === 0) usage.holdings.delete(holding);
    else usage.holdings.set(holding, holders);
  }
}
