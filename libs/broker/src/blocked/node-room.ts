import {
  acceptsPlacements,
  allocsOfNode,
  demandOf,
  demandOfGroup,
  emptyUsage,
  type EvaluationRow,
  type GroupDemand,
  holdsResources,
  jobKey,
  type JobKey,
  type NodeRow,
  type State,
} from '@steppe/domain';

/** Ports, cores and devices apart: those only the scheduler judges. */
export type Capacity = Pick<GroupDemand, 'cpuMhz' | 'memoryMb' | 'diskMb'>;

/** A blocked evaluation, with what one allocation of each group that it could not place asks for. */
export interface Blocked {
  readonly row: EvaluationRow;
  readonly key: JobKey;
  /** Empty when it is not known; then any node may help. */
  readonly asks: readonly Capacity[];
}

export function blockedOf(state: State, row: EvaluationRow): Blocked {
  const key = jobKey(row.evaluation.namespace, row.evaluation.jobId);
  const groups = state.jobs.get(key)?.current.job.groups ?? [];
  const failed = groups.filter(({ name }) => row.failedGroups[name]);
  return { row, key, asks: failed.map(demandOfGroup) };
}

/** A job may preempt allocations of jobs whose priority is lower by at least so much. Source: Nomad. */
const PREEMPTION_PRIORITY_GAP = 10;

/** Who may use what of one node, as the state is now. */
export class NodeRoom {
  readonly #state: State;
  readonly #node: NodeRow;
  #free: Capacity;
  #held: Held | undefined;

  constructor(state: State, node: NodeRow) {
    this.#state = state;
    this.#node = node;
    this.#free = freeCapacityOf(state, node);
  }

  /** Whether an allocation of a blocked evaluation may find its place here. When in doubt, it may. */
  mayTake({ row, key, asks }: Blocked): boolean {
    if (!isEligible(row, this.#node)) return false;
    if (asks.length === 0 || asks.some((ask) => fits(this.#free, ask))) return true;
    const reachable = this.#reclaimable(key, row.evaluation.priority);
    return reachable !== this.#free && asks.some((ask) => fits(reachable, ask));
  }

  /** Sets aside what a woken evaluation may take, so that no more are woken than find their place. */
  setAside({ row, asks }: Blocked): void {
    for (const ask of asks) this.#free = afterClaim(this.#free, ask, queuedBy(row));
  }

  /**
   * What is free, and what could be: the place of the job's own allocations, which an update replaces, and of
   * those that it may preempt.
   */
  #reclaimable(key: JobKey, priority: number): Capacity {
    this.#held ??= heldOn(this.#state, this.#node.node.id);
    const { holders, jobs, lowestPriority } = this.#held;
    const preemptible = priority - PREEMPTION_PRIORITY_GAP;
    // Nearly always neither is there: this is asked once for each evaluation that waits.
    if (lowestPriority > preemptible && !jobs.has(key)) return this.#free;
    let total = this.#free;
    for (const holder of holders) {
      const isReachable = holder.key === key || holder.priority <= preemptible;
      if (isReachable) total = plus(total, holder.capacity);
    }
    return total;
  }
}

/** What the allocations on a node hold of it. */
interface Held {
  /** By job and priority: versions of a job may differ in that. */
  readonly holders: readonly Holder[];
  readonly jobs: ReadonlySet<JobKey>;
  readonly lowestPriority: number;
}

interface Holder {
  readonly key: JobKey;
  readonly priority: number;
  capacity: Capacity;
}

function heldOn(state: State, nodeId: string): Held {
  const holders = new Map<string, Holder>();
  const jobs = new Set<JobKey>();
  let lowestPriority = Number.POSITIVE_INFINITY;
  for (const alloc of allocsOfNode(state, nodeId)) {
    if (!holdsResources(alloc)) continue;
    const { namespace, id, priority } = alloc.jobVersion.job;
    const key = jobKey(namespace, id);
    const capacity = demandOf(alloc.jobVersion, alloc.groupName);
    const holder = holders.get(`${priority} ${key}`);
    if (holder) holder.capacity = plus(holder.capacity, capacity);
    else holders.set(`${priority} ${key}`, { key, priority, capacity });
    jobs.add(key);
    lowestPriority = Math.min(lowestPriority, priority);
  }
  return { holders: [...holders.values()], jobs, lowestPriority };
}

export function freeCapacityOf(state: State, { node }: NodeRow): Capacity {
  const used = state.index.usage.get(node.id) ?? emptyUsage();
  return {
    cpuMhz: node.resources.cpuMhz - node.reserved.cpuMhz - used.cpuMhz,
    memoryMb: node.resources.memoryMb - node.reserved.memoryMb - used.memoryMb,
    diskMb: node.resources.diskMb - node.reserved.diskMb - used.diskMb,
  };
}

/** Whether the evaluation's class verdicts let it use the node. A class that it did not see may do. */
function isEligible({ blockedOn }: EvaluationRow, node: NodeRow): boolean {
  if (!blockedOn || !acceptsPlacements(node)) return false;
  const { escapedComputedClass, classEligibility } = blockedOn;
  return escapedComputedClass || classEligibility[node.computedClass] !== false;
}

function fits({ cpuMhz, memoryMb, diskMb }: Capacity, ask: Capacity): boolean {
  return cpuMhz >= ask.cpuMhz && memoryMb >= ask.memoryMb && diskMb >= ask.diskMb;
}

/** What is left of `free` when as many allocations as fit, at most `count`, take it. */
function afterClaim(free: Capacity, ask: Capacity, count: number): Capacity {
  const fitting = Math.min(
    quotient(free.cpuMhz, ask.cpuMhz),
    quotient(free.memoryMb, ask.memoryMb),
    quotient(free.diskMb, ask.diskMb),
  );
  const taken = Math.max(0, Math.min(count, fitting));
  return {
    cpuMhz: free.cpuMhz - taken * ask.cpuMhz,
    memoryMb: free.memoryMb - taken * ask.memoryMb,
    diskMb: free.diskMb - taken * ask.diskMb,
  };
}

function queuedBy({ queuedAllocations }: EvaluationRow): number {
  let total = 0;
  for (const count of Object.values(queuedAllocations)) total += count;
  return Math.max(1, total);
}

function plus(a: Capacity, b: Capacity): Capacity {
  return {
    cpuMhz: a.cpuMhz + b.cpuMhz,
    memoryMb: a.memoryMb + b.memoryMb,
    diskMb: a.diskMb + b.diskMb,
  };
}

function quotient(free: number, ask: number): number {
  return ask === 0 ? Number.MAX_SAFE_INTEGER : Math.floor(free / ask);
}
