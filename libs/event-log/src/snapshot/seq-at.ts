import type { EpochMs, Recorded, Seq } from '@steppe/domain';
import type { EventLog } from '../event-log.ts';

/**
 * Seq of the last entry that was written up to a time; that before the log's first entry when none was. The clocks are
 * those of whoever wrote, which agree to within moments: entries of that very moment may fall on either side.
 */
export async function seqAt(log: EventLog, atMs: EpochMs): Promise<Seq> {
  // What is up to `before` was written by then, and what is from `after` on was not.
  let before = (await log.firstSeq()) - 1;
  let after = (await log.lastSeq()) + 1;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    const entry = await firstOf(log, { fromSeq: middle, toSeq: after - 1 });
    if (entry && entry.commit.atMs <= atMs) before = entry.seq;
    else after = middle;
  }
  return before;
}

/** Entries may be missing in between. */
async function firstOf(
  log: EventLog,
  range: { fromSeq: Seq; toSeq: Seq },
): Promise<Recorded | undefined> {
  for await (const entry of log.read(range)) return entry;
  return undefined;
}
