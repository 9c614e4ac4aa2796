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
 * Chooses which allocations to stop because there are more than the group wants, and takes them out of
 * `living`. Source: Nomad's computeStop.
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
  const excess = counted.length + living.migrate.length - group.count;
  if (excess <= 0) return [];
  const chosen = new Set<AllocationRow>();
  const choose = (from: readonly AllocationRow[]): void => {
    for (const alloc of from) if (chosen.size < excess) chosen.add(alloc);
  };
  const stoppable = counted.filter((alloc) => !isTerminal(alloc)).toReversed();
  if (!isCanarying) choose(replacedByCanaries(stoppable, canaries));
  if (chosen.size < excess) {
    const highest = new Names(group.count, living.migrate).highest(excess - chosen.size);
    choose(living.migrate.filter(({ index }) => highest.has(index)));
  }
  for (const { index } of chosen) names.release(index);
  if (chosen.size < excess) {
    const highest = names.highest(excess - chosen.size);
    choose(stoppable.filter(({ index }) => highest.has(index)));
    choose(stoppable); // Names that occur twice leave too many after all.
  }
  living.untainted = [...kept, ...counted.filter((alloc) => !chosen.has(alloc))];
  living.migrate = living.migrate.filter((alloc) => !chosen.has(alloc));
  return [...chosen].map((alloc) => ({ alloc, description: ALLOC.notNeeded }));
}

/** After a promotion, a canary takes over from the old allocation of its name. */
function replacedByCanaries(
  stoppable: readonly AllocationRow[],
  canaries: readonly AllocationRow[],
): AllocationRow[] {
  const isCanary = new Set(canaries.map(({ id }) => id));
  const names = new Set(canaries.map(({ index }) => index));
  return stoppable.filter(({ id, index }) => !isCanary.has(id) && names.has(index));
}
