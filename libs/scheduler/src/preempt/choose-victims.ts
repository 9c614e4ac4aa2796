import { type AllocationRow, demandOf } from '@steppe/domain';

/** Only jobs whose priority is lower by at least so much may be preempted. */
export const PRIORITY_GAP = 10;
/** For each victim beyond what its group may lose at once. */
const MAX_PARALLEL_PENALTY = 50;

/** Amounts of the dimensions in which allocations are compared. */
export interface Amounts {
  readonly cpuMhz: number;
  readonly memoryMb: number;
  readonly diskMb: number;
}

export interface VictimSearch {
  readonly asked: Amounts;
  /** What the node has free now. */
  readonly free: Amounts;
  readonly priority: number;
  /** Allocations on the node that may go, by ID. */
  readonly candidates: readonly AllocationRow[];
  /** How many allocations of the candidate's group the plan evicts already. */
  readonly evictedOf: (alloc: AllocationRow) => number;
}

/**
 * Chooses the allocations to evict so that there is room: those of the lowest priority first, and among them
 * those whose size is closest to what is asked. Undefined when all of them together would not do.
 * Source: Nomad's PreemptForTaskGroup.
 */
export function chooseVictims(search: VictimSearch): AllocationRow[] | undefined {
  const { asked, free, priority, candidates } = search;
  const groups = Map.groupBy(
    candidates.filter((alloc) => priority - priorityOf(alloc) >= PRIORITY_GAP),
    priorityOf,
  );
  const victims: AllocationRow[] = [];
  let available = free;
  let needed = asked;
  for (const level of [...groups.keys()].toSorted((a, b) => a - b)) {
    const left = new Set(groups.get(level));
    while (left.size > 0 && !covers(available, asked)) {
      const closest = closestOf(left, needed, search);
      left.delete(closest);
      victims.push(closest);
      available = plus(available, amountsOf(closest), 1);
      needed = plus(needed, amountsOf(closest), -1);
    }
  }
  return covers(available, asked) ? withoutSuperfluous(victims, search) : undefined;
}

export function amountsOf(alloc: AllocationRow): Amounts {
  return demandOf(alloc.jobVersion, alloc.groupName);
}

export function priorityOf({ jobVersion }: AllocationRow): number {
  return jobVersion.job.priority;
}

function closestOf(
  allocs: Iterable<AllocationRow>,
  needed: Amounts,
  { evictedOf }: VictimSearch,
): AllocationRow {
  let best: { alloc: AllocationRow; distance: number } | undefined;
  for (const alloc of allocs) {
    const distance = distanceOf(needed, amountsOf(alloc)) + penaltyOf(alloc, evictedOf(alloc));
    if (!best || distance < best.distance) best = { alloc, distance };
  }
  if (!best) throw new Error('invariant broken: no allocation is left to choose from');
  return best.alloc;
}

/** Large victims first: what they cover needs no further one. */
function withoutSuperfluous(
  victims: readonly AllocationRow[],
  { asked, free }: VictimSearch,
): AllocationRow[] {
  const kept: AllocationRow[] = [];
  let available = free;
  const bySize = victims.toSorted(
    (a, b) => distanceOf(asked, amountsOf(b)) - distanceOf(asked, amountsOf(a)),
  );
  for (const alloc of bySize) {
    if (covers(available, asked)) break;
    kept.push(alloc);
    available = plus(available, amountsOf(alloc), 1);
  }
  return kept;
}

/** Euclidean, each dimension relative to what is asked. */
function distanceOf(asked: Amounts, used: Amounts): number {
  return Math.hypot(
    relative(asked.cpuMhz, used.cpuMhz),
    relative(asked.memoryMb, used.memoryMb),
    relative(asked.diskMb, used.diskMb),
  );
}

function relative(asked: number, used: number): number {
  return asked > 0 ? (asked - used) / asked : 0;
}

function penaltyOf(alloc: AllocationRow, evicted: number): number {
  const group = alloc.jobVersion.job.groups.find(({ name }) => name === alloc.groupName);
  const maxParallel = group?.migrate?.maxParallel ?? 0;
  if (maxParallel === 0 || evicted < maxParallel) return 0;
  return (evicted + 1 - maxParallel) * MAX_PARALLEL_PENALTY;
}

function covers(available: Amounts, asked: Amounts): boolean {
  return (
    available.cpuMhz >= asked.cpuMhz &&
    available.memoryMb >= asked.memoryMb &&
    available.diskMb >= asked.diskMb
  );
}

function plus(a: Amounts, b: Amounts, sign: 1 | -1): Amounts {
  return {
    cpuMhz: a.cpuMhz + sign * b.cpuMhz,
    memoryMb: a.memoryMb + sign * b.memoryMb,
    diskMb: a.diskMb + sign * b.diskMb,
  };
}
