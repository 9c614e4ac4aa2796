import {
  type AllocationRow,
  allocsOfNode,
  type Commit,
  groupOf,
  isClientTerminal,
  type NodeRow,
  type State,
} from '@steppe/domain';

/**
 * What an entry over-commits on the node on which it places, counted anew from the allocations that have not ended
 * there and from their jobs, since the usage that the fold keeps may itself be wrong. What the same entry stops counts
 * no more: its room is free for the plan that stops it, and for no other.
 *
 * @param state as it is after the entry.
 */
export function overCommitment(state: State, { events }: Commit): string | undefined {
  const placed = new Set(
    events.flatMap((event) => (event.type === 'AllocationPlaced' ? event.placement.allocId : [])),
  );
  const [first] = placed;
  const node = state.nodes.get(state.allocs.get(first ?? '')?.nodeId ?? '');
  if (!node) return undefined;
  const stopped = new Set(
    events.flatMap((event) => (event.type === 'AllocationStopped' ? event.allocId : [])),
  );
  const holders = allocsOfNode(state, node.node.id).filter(
    (alloc) => !isClientTerminal(alloc) && !stopped.has(alloc.id),
  );
  return exhausted(node, holders) ?? portTaken(holders, placed);
}

function exhausted({ node }: NodeRow, holders: readonly AllocationRow[]): string | undefined {
  let [cpuMhz, memoryMb, diskMb] = [0, 0, 0];
  for (const alloc of holders) {
    const group = groupOf(alloc.jobVersion, alloc.groupName);
    if (!group) return `allocation ${alloc.id} is of no group of its job`;
    for (const { resources } of group.tasks) {
      cpuMhz += resources.cpuMhz;
      memoryMb += resources.memoryMb;
    }
    diskMb += group.ephemeralDisk.sizeMb;
  }
  const { id, resources, reserved } = node;
  const dimensions = [
    ['cpu', cpuMhz, resources.cpuMhz - reserved.cpuMhz],
    ['memory', memoryMb, resources.memoryMb - reserved.memoryMb],
    ['disk', diskMb, resources.diskMb - reserved.diskMb],
  ] as const;
  for (const [name, used, total] of dimensions) {
    if (used > total) return `${name} of ${id}: ${used} of ${total} are taken`;
  }
  return undefined;
}

/** Those that were there before may share one: the plan that stopped the one has placed the other. */
function portTaken(
  holders: readonly AllocationRow[],
  placed: ReadonlySet<string>,
): string | undefined {
  const holderOf = new Map<number, string>();
  for (const { id, nodeId, ports } of holders) {
    for (const { value } of ports) {
      const other = holderOf.get(value);
      if (other !== undefined && (placed.has(id) || placed.has(other))) {
        return `port ${value} of ${nodeId} is held by ${other} and ${id}`;
      }
      holderOf.set(value, id);
    }
  }
  return undefined;
}
