import { SteppeError } from '@steppe/domain';
import type { EventLog } from '@steppe/event-log';
import type { SyncState } from './sync-state.ts';

/**
 * Makes sure that the log is the one that this node knows. One that is away is trusted to be.
 *
 * @throws SteppeError `LOG_INCOMPATIBLE` when the log is shorter than what this node has read of it.
 */
export async function assertSameLog({
  log,
  sync,
  dataDir,
}: {
  readonly log: EventLog;
  readonly sync: SyncState;
  readonly dataDir: string;
}): Promise<void> {
  const known = Math.max(sync.nodeSeq, sync.clientSeq);
  if (known === 0) return;
  let last: number;
  try {
    last = await log.lastSeq();
  } catch (error) {
    if (error instanceof SteppeError && error.code === 'LOG_UNAVAILABLE') return;
    throw error;
  }
  if (last >= known) return;
  throw new SteppeError(
    'LOG_INCOMPATIBLE',
    `data_dir ${dataDir} belongs to a node of another cluster: it has read a log up to ${known}, and this one ends at ${last}; give the agent an empty data_dir`,
  );
}
