import {
  type AllocationRow,
  type DeploymentRow,
  disconnectedSinceMs,
  groupOf,
  isReplacedOnLoss,
  lostAfterMs,
  stoppedOnClientAfterMs,
  type TaskGroup,
} from '@steppe/domain';
import type { Living } from './choose-stops.ts';
import { classifyByNode } from './classify.ts';
import { isDue } from './due.ts';
import type { JobView } from './job-view.ts';
import { NameIndex } from './name-index.ts';
import { reconnect } from './reconnect.ts';
import type { Delayed, Stop } from './reconciled.ts';
import {
  type Reschedulable,
  splitDisconnecting,
  splitReschedulable,
} from './split-reschedulable.ts';

/** What there is of a group, and in which condition. */
export interface Stock {
  readonly living: Living;
  readonly lost: readonly AllocationRow[];
  /** Failed, and due to be placed anew; or out of touch, and due to be placed a second time. */
  readonly reschedule: Reschedulable['now'];
  /** Failed, and due later. */
  readonly later: readonly Delayed[];
  /** Lost, but their node is still to stop them: until then nothing of the group is placed. */
  readonly lostLater: readonly Delayed[];
  readonly names: NameIndex;
  /** From now on unknown. */
  readonly disconnecting: readonly AllocationRow[];
  /** When each that is out of touch will have been so for too long. */
  readonly timeouts: readonly Delayed[];
  /** Back in touch, and to go on. */
  readonly reconnected: readonly AllocationRow[];
  /** What is one too many after a reconnection. */
  readonly stops: readonly Stop[];
  /** Out of touch, while others have taken their place. */
  readonly replaced: number;
}

export function takeStock(
  view: JobView,
  {
    group,
    allocs,
    deployment,
  }: {
    group: TaskGroup;
    allocs: readonly AllocationRow[];
    deployment: DeploymentRow | undefined;
  },
): Stock {
  const classes = classifyByNode(view, allocs);
  const { kept, stops } = reconnect(view, { group, allocs, reconnecting: classes.reconnecting });
  const stopped = new Set(stops.map(({ alloc }) => alloc.id));
  const staying = (rows: readonly AllocationRow[]) => rows.filter(({ id }) => !stopped.has(id));

  const away = classes.untainted.filter(({ clientStatus }) => clientStatus === 'unknown');
  const known = classes.untainted.filter((alloc) => !isReplacedMeanwhile(alloc));
  const sound = splitReschedulable(view, staying(known), { group, deployment });
  const disconnecting = staying(classes.disconnecting);
  const leaving = splitDisconnecting(view, disconnecting, { group, deployment });
  const isReplaced = isReplacedOnLoss(group);
  const isOver = (alloc: AllocationRow) => isReplaced || isReplacedMeanwhile(alloc);
  const expired = classes.expiring.filter(isOver);
  const stillAway = classes.expiring.filter((alloc) => !isOver(alloc));

  const added = [...kept, ...leaving.untainted, ...stillAway];
  const untainted = [...sound.untainted, ...added];
  if (added.length > 0) untainted.sort(inOrderOf(allocs));
  const migrate = staying(classes.migrate);
  const lost = [...staying(classes.lost), ...expired];
  const reschedule = [...sound.now, ...leaving.now];
  const due = reschedule.map(({ alloc }) => alloc);
  return {
    living: { untainted, migrate },
    lost,
    reschedule,
    later: [...sound.later, ...leaving.later],
    lostLater: stillStopping(view, group, { lost, allocs }),
    names: new NameIndex(group.count, [...untainted, ...migrate, ...due, ...lost]),
    disconnecting,
    timeouts: timeoutsOf(view, [...disconnecting, ...away]),
    reconnected: kept.filter(({ clientStatus }) => clientStatus === 'running'),
    stops,
    replaced: away.filter(isReplacedMeanwhile).length,
  };
}

/** Others are counted in their stead, until they are back. */
function isReplacedMeanwhile({ clientStatus, nextAllocId }: AllocationRow): boolean {
  return clientStatus === 'unknown' && nextAllocId !== undefined;
}

/** When allocations that are out of touch, or are about to be, will have been so for longer than their own version allows. */
function timeoutsOf({ nowMs }: JobView, allocs: readonly AllocationRow[]): Delayed[] {
  return allocs.flatMap((alloc) => {
    const group = groupOf(alloc.jobVersion, alloc.groupName);
    const limitMs = group ? lostAfterMs(group) : 0;
    if (limitMs === 0) return [];
    const atMs = (disconnectedSinceMs(alloc) ?? nowMs) + limitMs;
    return [{ alloc, atMs, triggeredBy: 'max-disconnect-timeout' }];
  });
}

/** Lost allocations that their node, out of touch, is still to stop by itself: they are not to run twice meanwhile. */
function stillStopping(
  view: JobView,
  group: TaskGroup,
  { lost, allocs }: { lost: readonly AllocationRow[]; allocs: readonly AllocationRow[] },
): Delayed[] {
  const afterMs = stoppedOnClientAfterMs(group);
  if (afterMs === undefined) return [];
  const triggeredBy = 'alloc-failure';
  const before = allocs
    .filter(mayRunOn)
    .map((alloc) => ({ alloc, atMs: alloc.modifiedAtMs + afterMs }));
  return [...lost.map((alloc) => ({ alloc, atMs: view.nowMs + afterMs })), ...before]
    .filter(({ atMs }) => !isDue(view, atMs))
    .map((delayed) => ({ ...delayed, triggeredBy }));
}

/** Declared lost, not replaced so far, and not heard to have ended. */
function mayRunOn({
  clientStatus,
  desiredStatus,
  nextAllocId,
  taskStates,
}: AllocationRow): boolean {
  if (clientStatus !== 'lost' || desiredStatus === 'run' || nextAllocId !== undefined) return false;
  return Object.values(taskStates).some(({ state }) => state !== 'dead');
}

function inOrderOf(allocs: readonly AllocationRow[]) {
  const position = new Map(allocs.map((alloc, i) => [alloc, i]));
  return (a: AllocationRow, b: AllocationRow): number =>
    (position.get(a) ?? 0) - (position.get(b) ?? 0);
}
