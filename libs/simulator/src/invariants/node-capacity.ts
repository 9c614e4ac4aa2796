import { allocsOfNode, groupOf, isTerminal, type NodeRow, type State } from '@steppe/domain';

/**
 * What is over-committed on a node by the allocations that are meant to run there, counted anew from the
 * allocations and their jobs, since the usage that the fold keeps may itself be wrong.
 */
export function overCommitment(state: State, { node }: NodeRow): string | undefined {
  let [cpuMhz, memoryMb, diskMb] = [0, 0, 0];
  const holders = new Map<number, string>();
  for (const alloc of allocsOfNode(state, node.id)) {
    if (isTerminal(alloc)) continue;
    const group = groupOf(alloc.jobVersion, alloc.groupName);
    if (!group) return `allocation ${alloc.id} is of no group of its job`;
    for (const { resources } of group.tasks) {
      cpuMhz += resources.cpuMhz;
      memoryMb += resources.memoryMb;
    }
    diskMb += group.ephemeralDisk.sizeMb;
    for (const { value } of alloc.ports) {
      const other = holders.get(value);
      if (other !== undefined) return `port ${value} is held by ${other} and ${alloc.id}`;
      holders.set(value, alloc.id);
    }
  }
  const { resources, reserved } = node;
  const dimensions = [
    ['cpu', cpuMhz, resources.cpuMhz - reserved.cpuMhz],
    ['memory', memoryMb, resources.memoryMb - reserved.memoryMb],
    ['disk', diskMb, resources.diskMb - reserved.diskMb],
  ] as const;
  for (const [name, used, total] of dimensions) {
    if (used > total) return `${name}: ${used} of ${total} are taken`;
  }
  return undefined;
}
