import { applyRecorded, emptyState, type Seq, type State, SteppeError } from '@steppe/domain';
import type { EventStore } from '../event-store.ts';
import { decodeSnapshot } from './snapshot-codec.ts';

type Source = Pick<EventStore, 'log' | 'snapshots'>;

/**
 * The state as it was when the entry at a seq had just been applied: the nearest snapshot before, and the entries
 * after it. The caller may change it.
 *
 * @throws SteppeError `INDEX_EXPIRED` when neither snapshots nor the log go back so far.
 */
export async function stateAt({ log, snapshots }: Source, seq: Seq): Promise<State> {
  const state = await nearestState({ log, snapshots }, seq);
  for await (const entry of log.read({ fromSeq: state.seq + 1, toSeq: seq })) {
    applyRecorded(state, entry);
  }
  return state;
}

/**
 * The state to start from on the way to a seq (default: the end of the log): that of the newest snapshot that can be
 * read, or the empty one. The log has every entry after it.
 *
 * @throws SteppeError `INDEX_EXPIRED`.
 */
export async function nearestState(
  { log, snapshots }: Source,
  seq: Seq = Number.POSITIVE_INFINITY,
): Promise<State> {
  const firstSeq = await log.firstSeq();
  for (const info of await snapshots.list()) {
    if (info.seq > seq || info.seq + 1 < firstSeq) continue;
    const state = await readable(snapshots, info.seq);
    if (state) return state;
  }
  if (firstSeq === 1) return emptyState();
  throw new SteppeError(
    'INDEX_EXPIRED',
    Number.isFinite(seq)
      ? `index ${seq} is older than what is kept: the log begins at ${firstSeq}`
      : `the log begins at ${firstSeq}, and no snapshot of the state before that can be read`,
  );
}

/** Undefined when it is of a version that this build does not read, or was removed meanwhile: another one may do. */
async function readable(snapshots: Source['snapshots'], seq: Seq): Promise<State | undefined> {
  const bytes = await snapshots.get(seq);
  if (!bytes) return undefined;
  try {
    return await decodeSnapshot(bytes);
  } catch (error) {
    if (error instanceof SteppeError && error.code === 'SNAPSHOT_INVALID') return undefined;
    throw error;
  }
}
