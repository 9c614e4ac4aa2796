import type { Msg, Subscription } from '@nats-io/transport-node';
import { decodeCommit, type Recorded, type Seq, SteppeError } from '@steppe/domain';
import type { Following } from '../event-log.ts';
import { directGet, type DirectMessage } from './direct-get.ts';
import { nextOnSubject } from './leader-get.ts';
import type { Link } from './link.ts';
import { Backoff } from './retrying.ts';
import { EVENTS_PREFIX, EVENTS_STREAM, REPUBLISH_PREFIX } from './stream-config.ts';

/** A lost last message shows in nothing that comes after it; so the subject is read this often anyway. */
const CHECK_INTERVAL_MS = 30_000;
const BATCH_MAX = 256;
const GET_TIMEOUT_MS = 5_000;
/** Who starts to follow learns of an outage after so long; who follows already waits until it is over. */
const START_TIMEOUT_MS = 60_000;

export interface SubjectFollowingOptions {
  readonly link: Link;
  readonly subject: string;
  readonly afterSeq: Seq;
  readonly onEntry: (entry: Recorded) => void;
  /** Default: 30,000. */
  readonly checkIntervalMs?: number;
}

/**
 * Follows one subject without a consumer, since thousands of those would bring publishing down. New entries
 * come republished over core NATS, which may lose some; their headers tell which entry came before, and
 * what is missing is read from the stream.
 */
export class SubjectFollowing implements Following {
  readonly failed: Promise<never>;
  readonly #options: SubjectFollowingOptions;
  readonly #reject: (cause: unknown) => void;
  readonly #subscription: Subscription;
  readonly #stopListening: () => void;
  readonly #check: NodeJS.Timeout;
  #handedOverSeq: Seq;
  /** The highest seq that is known to be on the subject. */
  #seenSeq: Seq = 0;
  /** Set while the stream is read; entries that come republished meanwhile are read there too. */
  #catchingUp: Promise<void> | undefined;
  #isStopped = false;

  private constructor(options: SubjectFollowingOptions) {
    const { promise, reject } = Promise.withResolvers<never>();
    this.failed = promise;
    this.#reject = reject;
    this.#options = options;
    this.#handedOverSeq = options.afterSeq;
    this.#subscription = options.link.nc.subscribe(`${REPUBLISH_PREFIX}${options.subject}`, {
      callback: (error, msg) => {
        if (error) this.#fail(error);
        else this.#receive(msg);
      },
    });
    this.#stopListening = options.link.listen({
      onUp: () => {
        this.#startCatchUp();
      },
    });
    // Spread, so that thousands that started together do not ask together.
    const { checkIntervalMs = CHECK_INTERVAL_MS } = options;
    const intervalMs = checkIntervalMs * (0.75 + Math.random() / 2);
    this.#check = setInterval(() => this.#startCatchUp(), intervalMs);
    this.#check.unref();
  }

  /** Resolves once everything that was on the subject has been handed over. */
  static async start(options: SubjectFollowingOptions): Promise<SubjectFollowing> {
    const following = new SubjectFollowing(options);
    try {
      following.#catchingUp = following.#catchUp(START_TIMEOUT_MS);
      await following.#catchingUp;
    } catch (error) {
      following.#end();
      throw error;
    }
    following.#endCatchUp();
    return following;
  }

  async lag(): Promise<number> {
    const { link, subject } = this.#options;
    const next = await nextOnSubject(link, {
      stream: EVENTS_STREAM,
      subject: `${EVENTS_PREFIX}${subject}`,
      fromSeq: this.#handedOverSeq + 1,
      timeoutMs: GET_TIMEOUT_MS,
    });
    return next ? Math.max(next.seq, this.#seenSeq) - this.#handedOverSeq : 0;
  }

  async stop(): Promise<void> {
    this.#end();
  }

  #end(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    clearInterval(this.#check);
    this.#stopListening();
    if (!this.#options.link.nc.isClosed()) this.#subscription.unsubscribe();
  }

  #receive(msg: Msg): void {
    const seq = Number(msg.headers?.get('Nats-Sequence'));
    const before = Number(msg.headers?.get('Nats-Last-Sequence'));
    this.#seenSeq = Math.max(this.#seenSeq, seq);
    if (this.#catchingUp) return;
    if (before > this.#handedOverSeq) return this.#startCatchUp();
    try {
      this.#handOver({ seq, text: msg.string() });
    } catch (error) {
      this.#fail(error);
    }
  }

  #handOver({ seq, text }: { seq: Seq; text: string }): void {
    if (seq <= this.#handedOverSeq || this.#isStopped) return;
    this.#options.onEntry(decodeCommit({ seq, subject: this.#options.subject, text }));
    this.#handedOverSeq = seq;
  }

  #startCatchUp(): void {
    // Without a connection there is nothing to read; its return starts this again.
    if (this.#isStopped || this.#catchingUp || !this.#options.link.isUp) return;
    this.#catchingUp = this.#catchUp(Number.POSITIVE_INFINITY)
      .catch((error: unknown) => this.#fail(error))
      .finally(() => this.#endCatchUp());
  }

  #endCatchUp(): void {
    this.#catchingUp = undefined;
    // What came between the last read and here was not handed over.
    if (this.#seenSeq > this.#handedOverSeq) this.#startCatchUp();
  }

  /** Reads the stream until everything that is known to be on the subject has been handed over. */
  async #catchUp(timeoutMs: number): Promise<void> {
    const backoff = new Backoff(timeoutMs);
    while (!this.#isStopped) {
      const messages = await this.#read(backoff);
      for (const message of messages ?? []) this.#handOver(message);
      const isBehind = this.#handedOverSeq < this.#seenSeq;
      if (messages && messages.length < BATCH_MAX && !isBehind) return;
      // A replica may be behind the message that it was told of, so an empty answer is asked for again.
      if (messages && messages.length > 0) continue;
      if (!this.#options.link.isUp) return;
      if (!(await backoff.pause())) {
        throw new SteppeError(
          'LOG_UNAVAILABLE',
          `could not read ${this.#options.subject} for ${timeoutMs} ms`,
        );
      }
    }
  }

  /** @returns undefined when it failed and may be tried again. */
  async #read(backoff: Backoff): Promise<DirectMessage[] | undefined> {
    const { link, subject } = this.#options;
    try {
      return await directGet(link, {
        stream: EVENTS_STREAM,
        subject: `${EVENTS_PREFIX}${subject}`,
        fromSeq: this.#handedOverSeq + 1,
        countMax: BATCH_MAX,
        timeoutMs: GET_TIMEOUT_MS,
      });
    } catch (cause) {
      if (backoff.isFirst && link.isUp) {
        link.report({ level: 'warn', message: `reading ${subject} is retried`, cause });
      }
      return undefined;
    }
  }

  #fail(cause: unknown): void {
    if (this.#isStopped) return;
    this.#end();
    this.#reject(cause);
  }
}
