import { type AllocationRow, isTerminal, type TaskGroup } from '@steppe/domain';
import { ALLOC } from './descriptions.ts';
import type { NameIndex } from './name-index.ts';
import { NameIndex as Names } from './name-index.ts';
import type { Stop } from './reconciled.ts';

/** Sets of allocations of one group; choosing what stops takes members out of them. */
export interface Living {
  untainted: AllocationRow[];
  migrate: AllocationRow[];
}

/**
 * Chooses which allocations to stop because there are more than the group wants, or because another one has
 * their name, and takes them out of `living`. Source: Nomad's computeStop, which leaves names that occur twice: it
 * writes a plan as a whole, whereas here one node may have been told of it and another not.
 *
 * @param canaries the deployment's canaries among the untainted.
 * @param isCanarying while canaries wait for promotion they come on top of the count.
 */
export function chooseStops(
  group: TaskGroup,
  living: Living,
  {
    names,
    canaries,
    isCanarying,
  }: { names: NameIndex; canaries: readonly AllocationRow[]; isCanarying: boolean },
): Stop[] {
  const isCanary = new Set(canaries.map(({ id }) => id));
  const kept = isCanarying ? living.untainted.filter(({ id }) => isCanary.has(id)) : [];
  const counted = living.untainted.filter(({ id }) => !isCanarying || !isCanary.has(id));
  const known = counted.filter(({ clientStatus }) => clientStatus !== 'unknown');
  const excess = known.length + living.migrate.length - group.count;
  const stoppable = known.filter((alloc) => !isTerminal(alloc)).toReversed();
  const sameNames = [...doubles(stoppable, isCanary), ...movedAlready(living.migrate, stoppable)];
  const chosen = new Set(isCanarying ? [] : sameNames);
  if (excess <= 0 && chosen.size === 0) return [];
  const choose = (from: readonly AllocationRow[]): void => {
    for (const alloc of from) if (chosen.size < excess) chosen.add(alloc);
  };
  if (chosen.size < excess) {
    const moving = living.migrate.filter((alloc) => !chosen.has(alloc));
    const highest = new Names(group.count, moving).highest(excess - chosen.size);
    choose(moving.filter(({ index }) => highest.has(index)));
    for (const index of highest) names.release(index);
  }
  if (chosen.size < excess) {
    const highest = names.highest(excess - chosen.size);
    choose(stoppable.filter(({ index }) => highest.has(index)));
    choose(stoppable); // Names that occur twice leave too many after all.
  }
  living.untainted = [...kept, ...counted.filter((alloc) => !chosen.has(alloc))];
  living.migrate = living.migrate.filter((alloc) => !chosen.has(alloc));
  return [...chosen].map((alloc) => ({ alloc, description: ALLOC.notNeeded }));
}

/** What is to move, though another one has its name already; of those that move themselves the newest counts. */
function movedAlready(
  migrate: readonly AllocationRow[],
  stoppable: readonly AllocationRow[],
): AllocationRow[] {
  const held = new Set(stoppable.map(({ index }) => index));
  const moved: AllocationRow[] = [];
  for (const alloc of migrate.toReversed()) {
    if (held.has(alloc.index)) moved.push(alloc);
    held.add(alloc.index);
  }
  return moved;
}

/**
 * All but one of those that share a name: a canary that was promoted keeps it, else the one of the newest
 * version, and of equal ones the oldest.
 *
 * @param stoppable the newest of each name first.
 */
function doubles(
  stoppable: readonly AllocationRow[],
  isCanary: ReadonlySet<string>,
): AllocationRow[] {
  const keepers = new Map<number, AllocationRow>();
  const rank = ({ id, jobVersion }: AllocationRow): number =>
    isCanary.has(id) ? Number.POSITIVE_INFINITY : jobVersion.version;
  for (const alloc of stoppable) {
    const keeper = keepers.get(alloc.index);
    if (!keeper || rank(alloc) >= rank(keeper)) keepers.set(alloc.index, alloc);
  }
  return stoppable.filter((alloc) => keepers.get(alloc.index) !== alloc);
}
