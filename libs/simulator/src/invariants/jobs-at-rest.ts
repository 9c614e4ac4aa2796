import {
  acceptsPlacements,
  type AllocationRow,
  allocsOfJob,
  allocsOfNode,
  demandOfGroup,
  evalsOfJob,
  groupOf,
  isActiveDeployment,
  holdsResources,
  isTerminal,
  jobKey,
  type JobRow,
  latestDeployment,
  nameOf,
  type NodeRow,
  type State,
  type TaskGroup,
} from '@steppe/domain';
import type { Violation } from './violation.ts';

/** Checks that each job has what it wants, once nothing moves any more. */
export function jobsAtRest(state: State): Violation | undefined {
  for (const { evaluation, status } of state.evals.values()) {
    if (status !== 'pending') continue;
    const message = `evaluation ${evaluation.id} of ${evaluation.jobId} is still pending`;
    return { rule: 'pending at rest', message };
  }
  for (const alloc of state.allocs.values()) {
    const { namespace, id } = alloc.jobVersion.job;
    const job = state.jobs.get(jobKey(namespace, id));
    if ((job && !job.stopped) || isTerminal(alloc)) continue;
    return { rule: 'stopped job', message: `${nameOf(alloc)} (${alloc.id}) is meant to run` };
  }
  for (const job of state.jobs.values()) {
    const message = job.stopped ? undefined : faultOf(state, job);
    if (message !== undefined) return { rule: 'job at rest', message };
  }
  return undefined;
}

function faultOf(state: State, row: JobRow): string | undefined {
  const { job, version } = row.current;
  const key = jobKey(job.namespace, job.id);
  const [group] = job.groups;
  if (!group) return undefined;
  const counted = allocsOfJob(state, key).filter((alloc) => counts(alloc, row));
  const waiting = evalsOfJob(state, key).filter(({ status }) => status === 'blocked');
  if (waiting.length > 1) return `${job.id} has ${waiting.length} blocked evaluations`;
  const rollOut = latestDeployment(state, key);
  const isRollingOut = rollOut !== undefined && isActiveDeployment(rollOut);
  if (isRollingOut && waiting.length === 0) return `${job.id} has a deployment that hangs`;
  const names = new Set(counted.map(nameOf));
  // A canary has the name of what it will replace.
  if (names.size < counted.length && job.type === 'service' && !isRollingOut) {
    return `${job.id} has a name twice: ${counted.map(nameOf).toSorted().join(', ')}`;
  }
  const misfit = counted.map((alloc) => misfitOf(state, alloc)).find((why) => why !== undefined);
  if (misfit !== undefined) return misfit;
  if (counted.length > group.count && job.type === 'service' && !isRollingOut) {
    return `${job.id} has ${counted.length} of ${group.count} allocations`;
  }
  const hasFailed = rollOut?.status === 'failed';
  const isMixed = counted.some((alloc) => alloc.jobVersion.version !== version);
  if (hasFailed) return undefined; // Its roll-out is held back until the next version.
  if (counted.length >= group.count && !isMixed) return undefined;
  if (waiting.length === 0) {
    return `${job.id} has ${counted.length} of ${group.count} allocations${isMixed ? ', some of an old version' : ''}, and nothing waits`;
  }
  if (counted.length >= group.count) return undefined;
  const place = [...state.nodes.values()].find((node) => hasRoom(state, node, { row, group }));
  return place && `${job.id} waits though ${place.node.id} has room for it`;
}

/**
 * A batch allocation that completed for this version counts for ever, also one that was told to stop: Nomad takes
 * what ended without an error for done. Others count while they are meant to run.
 */
function counts(alloc: AllocationRow, { current, createSeq }: JobRow): boolean {
  if (!isTerminal(alloc)) return true;
  const isOfVersion =
    alloc.jobVersion.version === current.version && alloc.jobVersion.seq >= createSeq;
  return current.job.type === 'batch' && alloc.clientStatus === 'complete' && isOfVersion;
}

function misfitOf(state: State, alloc: AllocationRow): string | undefined {
  if (isTerminal(alloc)) return undefined;
  const name = `${nameOf(alloc)} (${alloc.id})`;
  if (alloc.clientStatus !== 'running') return `${name} is ${alloc.clientStatus}`;
  const node = state.nodes.get(alloc.nodeId);
  if (node?.status !== 'ready') return `${name} is on ${alloc.nodeId}, which is ${node?.status}`;
  if (node.drain) return `${name} is on ${alloc.nodeId}, which drains`;
  const { job } = alloc.jobVersion;
  const group = groupOf(alloc.jobVersion, alloc.groupName);
  return group && !isSuitable(node, { job, group }) ? `${name} does not fit its node` : undefined;
}

/** The few rules that the simulator's jobs use, written down once more. */
function isSuitable(
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
function hasRoom(
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
