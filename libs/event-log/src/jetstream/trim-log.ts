import type { JetStreamManager } from '@nats-io/jetstream';
import type { Seq } from '@steppe/domain';
import { EVENTS_PREFIX, EVENTS_STREAM } from './stream-config.ts';

/** Where the stream says from which seq on it is whole: some older entries outlive the others. */
const FIRST_SEQ = 'steppe.first_seq';

export async function firstSeqOf(jsm: JetStreamManager): Promise<Seq> {
  const { config } = await jsm.streams.info(EVENTS_STREAM);
  return Number(config.metadata?.[FIRST_SEQ] ?? 1);
}

/**
 * Purges subject by subject, since each keeps something. It can be done again when it was interrupted: what is said
 * first, from where on the log is whole, is true whatever of the older entries is still there.
 */
export async function trimLog(
  jsm: JetStreamManager,
  { beforeSeq, keepFrom }: { beforeSeq: Seq; keepFrom: (subject: string) => Seq },
): Promise<void> {
  const { config, state } = await jsm.streams.info(EVENTS_STREAM, {
    subjects_filter: `${EVENTS_PREFIX}>`,
  });
  const firstSeq = Math.max(beforeSeq, Number(config.metadata?.[FIRST_SEQ] ?? 1));
  const metadata = { ...config.metadata, [FIRST_SEQ]: String(firstSeq) };
  await jsm.streams.update(EVENTS_STREAM, { ...config, metadata });
  for (const [subject, count] of Object.entries(state.subjects ?? {})) {
    if (count < 2) continue;
    const seq = Math.min(beforeSeq, keepFrom(subject.slice(EVENTS_PREFIX.length)));
    if (seq > 1) await jsm.streams.purge(EVENTS_STREAM, { filter: subject, seq });
  }
}
