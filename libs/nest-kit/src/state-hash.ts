import type { LiveBus, Projection, Served } from '@steppe/event-log';

/** The live subject on which every service that keeps a view of the log tells its hash. */
export const STATE_HASH_SUBJECT = 'service.state-hash';

export interface StateHash {
  readonly service: string;
  readonly instance: string;
  readonly seq: number;
  /** SHA-256 of the canonical state at `seq`, as hexadecimal digits. */
  readonly hash: string;
}

/** Tells whoever asks which state this process has reached, so that all views can be compared. */
export function serveStateHash(
  live: LiveBus,
  projection: Projection,
  { service, instance }: { service: string; instance: string },
): Served {
  return live.serve(STATE_HASH_SUBJECT, async () => {
    const { seq } = projection.state;
    return { service, instance, seq, hash: projection.hash() } satisfies StateHash;
  });
}
