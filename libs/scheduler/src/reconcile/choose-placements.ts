import { type AllocationRow, isTerminal, type JobVersion, type TaskGroup } from '@steppe/domain';
import { isCanaryOf } from './canaries.ts';
import type { JobView } from './job-view.ts';
import type { NameIndex } from './name-index.ts';
import type { PlacementRequest } from './reconciled.ts';
import { ofVersion } from './of-version.ts';
import { versionToReplace } from './version-to-replace.ts';

/** A placement that is wanted, with what it is for. */
export interface Wanted extends PlacementRequest {
  /** Whether it replaces one whose node was lost: that is due even while a deployment is held back. */
  readonly ofLost: boolean;
}

interface Lacking {
  readonly version: JobVersion;
  readonly group: TaskGroup;
  readonly names: NameIndex;
  readonly isCanarying: boolean;
  /** Of the current deployment, if there is one. */
  readonly deploymentId: string | undefined;
  readonly untainted: readonly AllocationRow[];
  readonly migrate: readonly AllocationRow[];
  readonly lost: readonly AllocationRow[];
  readonly reschedule: readonly { alloc: AllocationRow; delayMs: number }[];
}

/**
 * What a group lacks: replacements for what failed and for what was lost, then new names up to the count.
 * Source: Nomad's computePlacements.
 */
export function choosePlacements(
  view: JobView,
  {
    version,
    group,
    names,
    isCanarying,
    deploymentId,
    untainted,
    migrate,
    lost,
    reschedule,
  }: Lacking,
): Wanted[] {
  const current = { version, group };
  const held = new Set([...untainted, ...migrate].filter(isAlive).map(({ index }) => index));
  /** A replacement has the name of what it replaces, unless another one took it meanwhile. */
  const nameFor = ({ index }: AllocationRow): number => {
    const name = held.has(index) ? (names.next(1)[0] ?? index) : index;
    held.add(name);
    return name;
  };
  const replace = (
    previous: AllocationRow,
    further: Pick<Wanted, 'reschedule' | 'replaces' | 'ofLost'>,
  ): Wanted => {
    // One that was promoted counts like the others, so what takes its place is no canary.
    const canary = isCanarying && isCanaryOf(previous, deploymentId);
    const isHeldBack = isCanarying && !canary;
    return {
      ...ofVersion(isHeldBack ? versionToReplace(view, current, previous) : version, current),
      index: canary ? previous.index : nameFor(previous),
      canary,
      previous,
      ...further,
    };
  };
  // Canaries come on top of the count.
  const isOnTop = ({ alloc }: { alloc: AllocationRow }) =>
    isCanarying && isCanaryOf(alloc, deploymentId);
  const onTop = reschedule.filter(isOnTop);
  const counted = reschedule.filter((one) => !isOnTop(one));
  // A group that was scaled down wants no replacement for what failed beyond its count.
  const wanted = Math.max(0, group.count - untainted.length - migrate.length);
  const due = [...onTop, ...counted.slice(0, wanted)];
  const existing = untainted.length + migrate.length + counted.length;
  const lostNow = lost.slice(0, Math.max(0, group.count - existing));
  leaveNames(names, {
    held,
    replaced: [...due.map(({ alloc }) => alloc), ...lostNow],
    ended: [...counted.map(({ alloc }) => alloc), ...lost],
  });
  const places = due.map(({ alloc, delayMs }) => {
    const replaces = alloc.clientStatus === 'failed'; // One that is out of touch may come back.
    return replace(alloc, { reschedule: { delayMs }, replaces, ofLost: false });
  });
  for (const alloc of lostNow) {
    places.push(replace(alloc, { reschedule: undefined, replaces: false, ofLost: true }));
  }
  const filled = untainted.length + migrate.length + places.length - onTop.length;
  const missing = group.count - filled;
  for (const index of missing > 0 ? names.next(missing) : []) {
    places.push({
      ...ofVersion(isCanarying ? versionToReplace(view, current, undefined) : version, current),
      index,
      canary: false,
      previous: undefined,
      reschedule: undefined,
      replaces: false,
      ofLost: false,
    });
  }
  return places;
}

/** What ended and is not replaced leaves its name to the others. */
function leaveNames(
  names: NameIndex,
  {
    held,
    replaced,
    ended,
  }: {
    held: ReadonlySet<number>;
    replaced: readonly AllocationRow[];
    ended: readonly AllocationRow[];
  },
): void {
  const given = new Set([...held, ...replaced.map(({ index }) => index)]);
  for (const { index } of ended) if (!given.has(index)) names.release(index);
}

function isAlive(alloc: AllocationRow): boolean {
  return !isTerminal(alloc);
}
