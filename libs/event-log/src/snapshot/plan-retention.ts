import type { EpochMs, Seq } from '@steppe/domain';
import type { SnapshotInfo } from './snapshots.ts';

/** The newest are all kept: one that turns out to be damaged has others behind it. */
const NEWEST_KEPT = 4;
const DAY_MS = 86_400_000;

export interface RetentionPlan {
  /** Snapshots that are not needed any more. */
  readonly remove: readonly Seq[];
  /** Entries before this seq are too old to keep; undefined: none is. */
  readonly trimBeforeSeq: Seq | undefined;
}

/**
 * What of the past is given up: of snapshots, all but the newest and one for each day; of the log, what comes before
 * the newest snapshot that is older than the retention window, so that every index in the window can be rebuilt.
 *
 * @param snapshots newest first.
 */
export function planRetention(
  snapshots: readonly SnapshotInfo[],
  { nowMs, retentionMs }: { nowMs: EpochMs; retentionMs: number },
): RetentionPlan {
  const older = snapshots.slice(NEWEST_KEPT);
  const base = older.find(({ takenAtMs }) => takenAtMs < nowMs - retentionMs);
  const remove = older.filter((info, at) => {
    if (base && info.seq <= base.seq) return info !== base;
    return dayOf(info) === dayOf(older[at + 1]);
  });
  return {
    remove: remove.map(({ seq }) => seq),
    trimBeforeSeq: base && base.seq + 1,
  };
}

function dayOf(info: SnapshotInfo | undefined): number | undefined {
  return info && Math.floor(info.takenAtMs / DAY_MS);
}
