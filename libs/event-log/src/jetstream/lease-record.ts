import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';
import type { KV } from '@nats-io/kv';
import { z } from 'zod';

/** What a lease's key holds. */
export const LeaseRecord = z.object({
  /** For people. */
  holder: z.string(),
  /** Tells one try of a holder from its earlier ones. */
  instance: z.string(),
  ttlMs: z.int().positive(),
});
export type LeaseRecord = z.infer<typeof LeaseRecord>;

export interface StoredLease {
  readonly revision: number;
  /** Undefined when the lease was released. */
  readonly record: LeaseRecord | undefined;
}

export async function readLease(kv: KV, name: string): Promise<StoredLease | undefined> {
  const entry = await kv.get(name);
  if (!entry) return undefined;
  const record = entry.operation === 'PUT' ? LeaseRecord.parse(entry.json()) : undefined;
  return { revision: entry.revision, record };
}

/** Whether a compare-and-set failed since the key had changed. */
export function isWrongRevision(error: unknown): boolean {
  if (!(error instanceof JetStreamApiError)) return false;
  const { code } = error;
  return (
    code === JetStreamApiCodes.StreamWrongLastSequence ||
    code === JetStreamApiCodes.StreamWrongLastSequenceUnknown
  );
}
