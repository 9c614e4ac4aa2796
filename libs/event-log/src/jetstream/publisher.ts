import { JetStreamApiCodes } from '@nats-io/jetstream';
import { type Msg, type MsgHdrs, type Subscription } from '@nats-io/transport-node';
import { z } from 'zod';
import type { Link } from './link.ts';

/** What became of one attempt to store a message. */
export type Outcome =
  | { readonly kind: 'stored'; readonly seq: number }
  /** Someone else wrote to the subject first; the seq at which it stands, where JetStream says it. */
  | { readonly kind: 'conflict'; readonly lastSeq: number | undefined }
  /** JetStream will never take it. */
  | { readonly kind: 'rejected'; readonly reason: string }
  /** No answer, or one that says "not now": the message may or may not be stored. */
  | { readonly kind: 'unknown'; readonly reason: string };

interface Attempt {
  readonly deadlineMs: number;
  settle(outcome: Outcome): void;
}

const PublishError = z.object({
  error: z.object({ code: z.int(), err_code: z.int(), description: z.string() }),
});

const CONFLICT_CODES: readonly number[] = [
  JetStreamApiCodes.StreamWrongLastSequence,
  JetStreamApiCodes.StreamWrongLastSequenceUnknown,
];

/** HTTP-like: what JetStream says while it has no leader or is starting. */
const UNAVAILABLE_STATUS = 503;

/** Answers that are late are looked for this often. */
const SWEEP_INTERVAL_MS = 250;

/**
 * Publishes to a stream with all answers over one inbox: several times as fast as the client's own
 * `publish`, which makes a request of each message.
 */
export class Publisher {
  readonly #link: Link;
  readonly #timeoutMs: number;
  readonly #inbox: string;
  readonly #attempts = new Map<string, Attempt>();
  readonly #subscription: Subscription;
  readonly #sweeper: NodeJS.Timeout;
  readonly #stopListening: () => void;
  #lastToken = 0;

  /** @param timeoutMs how long an answer may take. */
  constructor(link: Link, { timeoutMs }: { timeoutMs: number }) {
    this.#link = link;
    this.#inbox = link.newInbox();
    this.#timeoutMs = timeoutMs;
    this.#subscription = link.nc.subscribe(`${this.#inbox}.*`, {
      callback: (error, msg) => {
        if (error) this.#settleAll(error.message);
        else this.#settle(msg.subject, () => outcomeOf(msg));
      },
    });
    this.#sweeper = setInterval(() => this.#giveUpLate(), SWEEP_INTERVAL_MS);
    this.#sweeper.unref();
    this.#stopListening = link.listen({ onDown: () => this.#settleAll('the connection was lost') });
  }

  /** Makes one attempt; never throws. */
  async publish(subject: string, payload: Uint8Array, headers: MsgHdrs): Promise<Outcome> {
    if (this.#link.isClosed) return { kind: 'rejected', reason: 'the store was closed' };
    this.#lastToken += 1;
    const reply = `${this.#inbox}.${this.#lastToken.toString(36)}`;
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const deadlineMs = performance.now() + this.#timeoutMs;
    this.#attempts.set(reply, { deadlineMs, settle: resolve });
    this.#link.publishSoon(() => {
      try {
        this.#link.nc.publish(subject, payload, { reply, headers });
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#settle(reply, () => ({ kind: 'rejected', reason }));
      }
    });
    return await promise;
  }

  close(): void {
    clearInterval(this.#sweeper);
    this.#stopListening();
    if (!this.#link.nc.isClosed()) this.#subscription.unsubscribe();
    this.#settleAll('the store was closed');
  }

  #settle(reply: string, outcome: () => Outcome): void {
    const attempt = this.#attempts.get(reply);
    // The answer to an attempt that was given up on says nothing that its retry does not find out.
    if (!attempt) return;
    this.#attempts.delete(reply);
    attempt.settle(outcome());
  }

  #settleAll(reason: string): void {
    for (const reply of this.#attempts.keys()) {
      this.#settle(reply, () => ({ kind: 'unknown', reason }));
    }
  }

  #giveUpLate(): void {
    const nowMs = performance.now();
    // All have the same time, and a Map keeps the order of insertion: the oldest are first.
    for (const [reply, { deadlineMs }] of this.#attempts) {
      if (deadlineMs > nowMs) return;
      this.#settle(reply, () => ({
        kind: 'unknown',
        reason: `no answer within ${this.#timeoutMs} ms`,
      }));
    }
  }
}

function outcomeOf(msg: Msg): Outcome {
  if (msg.headers?.code === UNAVAILABLE_STATUS) {
    return { kind: 'unknown', reason: 'JetStream does not answer on this subject' };
  }
  const answer = parseJson(msg.string());
  const seq = seqOf(answer);
  if (seq !== undefined) return { kind: 'stored', seq };
  const parsed = PublishError.safeParse(answer);
  if (!parsed.success) {
    return { kind: 'unknown', reason: `JetStream answered ${msg.string().slice(0, 200)}` };
  }
  const { code, err_code: errorCode, description } = parsed.data.error;
  if (CONFLICT_CODES.includes(errorCode)) {
    const lastSeq = /^wrong last sequence: (\d+)$/.exec(description)?.[1];
    return { kind: 'conflict', lastSeq: lastSeq === undefined ? undefined : Number(lastSeq) };
  }
  const isPassing =
    code === UNAVAILABLE_STATUS || errorCode === JetStreamApiCodes.JetStreamNotEnabledForAccount;
  return { kind: isPassing ? 'unknown' : 'rejected', reason: description };
}

/** Of a message that is stored. Each entry that is appended has such an answer, so no schema is asked. */
function seqOf(answer: unknown): number | undefined {
  if (typeof answer !== 'object' || answer === null || !('seq' in answer)) return undefined;
  const { seq } = answer;
  return typeof seq === 'number' && Number.isSafeInteger(seq) && seq > 0 ? seq : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON is one more way not to be an answer; the schema rejects it with the rest.
    return undefined;
  }
}
