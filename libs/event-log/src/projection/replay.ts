import { applyRecorded, emptyState, type Seq, type State } from '@steppe/domain';
import type { EventLog } from '../event-log.ts';

/** The state as it was when the entry at `toSeq` (default: the last one now) had just been applied. */
export async function replay(log: EventLog, { toSeq }: { toSeq?: Seq } = {}): Promise<State> {
  const state = emptyState();
  for await (const entry of log.read({ fromSeq: 1, toSeq })) applyRecorded(state, entry);
  return state;
}
