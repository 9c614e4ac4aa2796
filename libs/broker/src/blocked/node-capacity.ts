import {
  acceptsPlacements,
  allocsOfNode,
  demandOf,
  demandOfGroup,
  emptyUsage,
  type EvaluationRow,
  type GroupDemand,
  isTerminal,
  jobKey,
  type NodeRow,
  type State,
} from '@steppe/domain';

/** What a node has left; ports and devices apart, those only the scheduler judges. */
export type Capacity = Pick<GroupDemand, 'cpuMhz' | 'memoryMb' | 'diskMb'>;

/** A job may preempt allocations of jobs whose priority is lower by at least so much. Source: Nomad. */
const PREEMPTION_PRIORITY_GAP = 10;

export function freeCapacityOf(state: State, { node }: NodeRow): Capacity {
  const used = state.index.usage.get(node.id) ?? emptyUsage();
  return {
    cpuMhz: node.resources.cpuMhz - node.reserved.cpuMhz - used.cpuMhz,
    memoryMb: node.resources.memoryMb - node.reserved.memoryMb - used.memoryMb,
    diskMb: node.resources.diskMb - node.reserved.diskMb - used.diskMb,
  };
}

/**
 * What an evaluation could have beyond what is free: the place of allocations of its own job, which an update
 * replaces, and of those that it may preempt.
 */
export function reclaimableBy(
  { evaluation }: EvaluationRow,
  state: State,
  node: NodeRow,
): Capacity {
  let total: Capacity = { cpuMhz: 0, memoryMb: 0, diskMb: 0 };
  for (const alloc of allocsOfNode(state, node.node.id)) {
    const { namespace, id, priority } = alloc.jobVersion.job;
    const isOwn = namespace === evaluation.namespace && id === evaluation.jobId;
    const isPreemptible = evaluation.priority - priority >= PREEMPTION_PRIORITY_GAP;
    if (isTerminal(alloc) || !(isOwn || isPreemptible)) continue;
    total = plus(total, demandOf(alloc.jobVersion, alloc.groupName));
  }
  return total;
}

/** What one allocation of each group that could not be placed asks for; empty when that is not known. */
export function asksOf(state: State, { evaluation, failedGroups }: EvaluationRow): GroupDemand[] {
  const row = state.jobs.get(jobKey(evaluation.namespace, evaluation.jobId));
  const groups = row?.current.job.groups.filter(({ name }) => failedGroups[name]) ?? [];
  return groups.map(demandOfGroup);
}

/** Whether an evaluation's class verdicts let it use the node at all. A class that it did not see may do. */
export function mayUse({ blockedOn }: EvaluationRow, node: NodeRow): boolean {
  if (!blockedOn || !acceptsPlacements(node)) return false;
  const { escapedComputedClass, classEligibility } = blockedOn;
  return escapedComputedClass || classEligibility[node.computedClass] !== false;
}

export function fits({ cpuMhz, memoryMb, diskMb }: Capacity, ask: Capacity): boolean {
  return cpuMhz >= ask.cpuMhz && memoryMb >= ask.memoryMb && diskMb >= ask.diskMb;
}

/** What is left of `free` when as many allocations as fit, at most `count`, take it. */
export function afterClaim(free: Capacity, ask: Capacity, count: number): Capacity {
  const taken = Math.max(
    0,
    Math.min(
      count,
      quotient(free.cpuMhz, ask.cpuMhz),
      quotient(free.memoryMb, ask.memoryMb),
      quotient(free.diskMb, ask.diskMb),
    ),
  );
  return plus(free, {
    cpuMhz: -taken * ask.cpuMhz,
    memoryMb: -taken * ask.memoryMb,
    diskMb: -taken * ask.diskMb,
  });
}

export function plus(a: Capacity, b: Capacity): Capacity {
  return {
    cpuMhz: a.cpuMhz + b.cpuMhz,
    memoryMb: a.memoryMb + b.memoryMb,
    diskMb: a.diskMb + b.diskMb,
  };
}

function quotient(free: number, ask: number): number {
  return ask === 0 ? Number.MAX_SAFE_INTEGER : Math.floor(free / ask);
}
