import { z } from 'zod';
import { SteppeError } from '../errors.ts';
import { EpochMs, Seq } from '../primitives.ts';
import { DomainEvent } from './domain-event.ts';
import { exactShapeOf } from './exact-shape.ts';

/** One entry of the log: one or more events on one subject, all or nothing. */
export const Commit = z.object({
  /** Version of the envelope. */
  v: z.literal(1),
  atMs: EpochMs,
  /** Who says it: a service instance such as `scheduler-worker/w1`, or a token's accessor. */
  actor: z.string().min(1),
  /** The seq of the entry that led to this one, where there is one. */
  cause: Seq.optional(),
  events: z.array(DomainEvent).min(1),
});
export type Commit = z.infer<typeof Commit>;

const isExactCommit = exactShapeOf(Commit);

/** A commit with its place in the log. */
export interface Recorded {
  readonly seq: Seq;
  readonly subject: string;
  readonly commit: Commit;
}

/**
 * Reads one entry of the log.
 *
 * @throws SteppeError `LOG_UNKNOWN_EVENT` when the entry is not one that this build knows: it stops the
 *   reader, since skipping a fact would make every later answer wrong.
 */
export function decodeCommit({
  seq,
  subject,
  text,
}: {
  seq: Seq;
  subject: string;
  text: string;
}): Recorded {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new SteppeError('LOG_UNKNOWN_EVENT', `entry ${seq} on ${subject} is not JSON`, { cause });
  }
  if (isExactCommit(json)) return { seq, subject, commit: json };
  const parsed = Commit.safeParse(json);
  if (!parsed.success) {
    const why = z.prettifyError(parsed.error);
    throw new SteppeError(
      'LOG_UNKNOWN_EVENT',
      `entry ${seq} on ${subject} is not a known event: ${why}`,
    );
  }
  return { seq, subject, commit: parsed.data };
}

/**
 * Writes one entry of the log.
 *
 * @throws SteppeError `REQUEST_INVALID` when no reader could read it again: it would stop every service, for good.
 */
export function encodeCommit(commit: Commit): string {
  const text = JSON.stringify(commit);
  if (isExactCommit(commit)) return text;
  // What JSON makes of it counts: it leaves out what is undefined, and makes null of what is no number.
  const json: unknown = JSON.parse(text);
  if (isExactCommit(json)) return text;
  const { error } = Commit.safeParse(json);
  if (!error) return text;
  const why = z.prettifyError(error);
  throw new SteppeError('REQUEST_INVALID', `what is to be written could not be read again: ${why}`);
}
