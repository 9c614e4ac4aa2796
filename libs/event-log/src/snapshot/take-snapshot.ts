import { type EpochMs, imageOf, type State } from '@steppe/domain';
import { encodeSnapshot } from './snapshot-codec.ts';
import type { SnapshotInfo, Snapshots } from './snapshots.ts';

/** Keeps a snapshot of a state as it is at the call; the state may go on meanwhile. */
export async function takeSnapshot(
  snapshots: Snapshots,
  state: State,
  { nowMs }: { nowMs: EpochMs },
): Promise<SnapshotInfo> {
  const image = imageOf(state);
  const bytes = await encodeSnapshot(image, { takenAtMs: nowMs });
  await snapshots.put({ seq: image.seq, takenAtMs: nowMs, bytes });
  return { seq: image.seq, takenAtMs: nowMs, sizeBytes: bytes.length };
}
