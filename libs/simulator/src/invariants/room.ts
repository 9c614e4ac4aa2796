import {
  acceptsPlacements,
  allocsOfNode,
  demandOfGroup,
  groupOf,
  holdsResources,
  type JobRow,
  type NodeRow,
  type State,
  type TaskGroup,
} from '@steppe/domain';

/** The few rules that the simulator's jobs use, written down once more. */
export function isSuitable(
  { node }: NodeRow,
  { job, group }: { job: JobRow['current']['job']; group: TaskGroup },
): boolean {
  const isInPlace = job.datacenters.includes('*') || job.datacenters.includes(node.datacenter);
  return (
    [...job.constraints, ...group.constraints].every(
      ({ operand, rightTarget }) => operand !== '=' || node.attributes['rack'] === rightTarget,
    ) && isInPlace
  );
}

/** Whether a node could take one more allocation, judged without the scheduler. */
export function hasRoom(
  state: State,
  node: NodeRow,
  { row, group }: { row: JobRow; group: TaskGroup },
): boolean {
  const { job } = row.current;
  if (!acceptsPlacements(node) || !isSuitable(node, { job, group })) return false;
  const here = allocsOfNode(state, node.node.id).filter(holdsResources);
  const isDistinct = group.constraints.some(({ operand }) => operand === 'distinct_hosts');
  if (isDistinct && here.some((alloc) => alloc.jobVersion.job.id === job.id)) return false;
  const { resources, reserved } = node.node;
  let [cpuMhz, memoryMb, diskMb] = [
    resources.cpuMhz - reserved.cpuMhz,
    resources.memoryMb - reserved.memoryMb,
    resources.diskMb - reserved.diskMb,
  ];
  for (const alloc of here) {
    const held = groupOf(alloc.jobVersion, alloc.groupName);
    if (!held) return false;
    const demand = demandOfGroup(held);
    cpuMhz -= demand.cpuMhz;
    memoryMb -= demand.memoryMb;
    diskMb -= demand.diskMb;
  }
  const ask = demandOfGroup(group);
  const fits = cpuMhz >= ask.cpuMhz && memoryMb >= ask.memoryMb && diskMb >= ask.diskMb;
  return (
    fits && hasPorts(node, group, new Set(here.flatMap((alloc) => alloc.ports.map((p) => p.value))))
  );
}

function hasPorts({ node }: NodeRow, group: TaskGroup, held: ReadonlySet<number>): boolean {
  const reserved = new Set(node.reserved.ports.split(',').map(Number));
  const isFree = (port: number): boolean => !held.has(port) && !reserved.has(port);
  const { minDynamicPort, maxDynamicPort } = node.resources;
  let free = 0;
  for (let port = minDynamicPort; port <= maxDynamicPort; port += 1) free += Number(isFree(port));
  return group.networks.every(
    ({ reservedPorts, dynamicPorts }) =>
      reservedPorts.every(({ value }) => isFree(value)) && dynamicPorts.length <= free,
  );
}
