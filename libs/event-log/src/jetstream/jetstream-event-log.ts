import type { JetStreamManager } from '@nats-io/jetstream';
import {
  assert,
  decodeCommit,
  encodeCommit,
  type Recorded,
  type Seq,
  SteppeError,
} from '@steppe/domain';
import type { AppendRequest, EventLog, Following } from '../event-log.ts';
import { assertFollowable } from '../followable.ts';
import { Appender } from './appender.ts';
import { directGet, type DirectMessage } from './direct-get.ts';
import { messageAt, nextOnSubject } from './leader-get.ts';
import type { Link } from './link.ts';
import { LogFollowing } from './log-following.ts';
import { Publisher } from './publisher.ts';
import { Backoff, retrying } from './retrying.ts';
import { EVENTS_PREFIX, EVENTS_STREAM } from './stream-config.ts';
import { SubjectFollowing } from './subject-following.ts';
import { firstSeqOf, trimLog } from './trim-log.ts';

const READ_BATCH = 1_000;
/** It takes a request for each subject. */
const TRIM_TIMEOUT_MS = 600_000;

export interface JetStreamEventLogOptions {
  readonly link: Link;
  readonly jsm: JetStreamManager;
  /** How long an append or a read is retried before it fails with `LOG_UNAVAILABLE`. */
  readonly timeoutMs: number;
  /** How long one attempt to append waits for JetStream's answer. */
  readonly attemptTimeoutMs: number;
  readonly appendsInFlightMax: number;
}

/** The log in one JetStream stream. */
export class JetStreamEventLog implements EventLog {
  readonly #link: Link;
  readonly #jsm: JetStreamManager;
  readonly #timeoutMs: number;
  readonly #publisher: Publisher;
  readonly #appender: Appender;
  readonly #followings = new Set<Following>();

  constructor(options: JetStreamEventLogOptions) {
    const { link, jsm, timeoutMs, attemptTimeoutMs, appendsInFlightMax } = options;
    this.#link = link;
    this.#jsm = jsm;
    this.#timeoutMs = timeoutMs;
    this.#publisher = new Publisher(link, { timeoutMs: attemptTimeoutMs });
    this.#appender = new Appender({
      link,
      publisher: this.#publisher,
      timeoutMs,
      maxInFlight: appendsInFlightMax,
    });
  }

  async append({ subject, commit, expectedSeq, seenSeq }: AppendRequest): Promise<Seq> {
    return await this.#appender.append({
      subject: `${EVENTS_PREFIX}${subject}`,
      payload: Buffer.from(encodeCommit(commit)),
      expectedSeq,
      seenSeq,
    });
  }

  async lastSeq(): Promise<Seq> {
    const what = 'reading the end of the log';
    return await retrying(this.#link, { what, timeoutMs: this.#timeoutMs }, async () => {
      return (await this.#jsm.streams.info(EVENTS_STREAM)).state.last_seq;
    });
  }

  async firstSeq(): Promise<Seq> {
    const what = 'reading the beginning of the log';
    return await retrying(this.#link, { what, timeoutMs: this.#timeoutMs }, () =>
      firstSeqOf(this.#jsm),
    );
  }

  async trim(options: { beforeSeq: Seq; keepFrom: (subject: string) => Seq }): Promise<void> {
    this.#assertOpen();
    const what = `trimming the log before entry ${options.beforeSeq}`;
    await retrying(this.#link, { what, timeoutMs: TRIM_TIMEOUT_MS }, () =>
      trimLog(this.#jsm, options),
    );
  }

  async *read({
    fromSeq,
    toSeq = Number.POSITIVE_INFINITY,
  }: {
    fromSeq: Seq;
    toSeq?: Seq | undefined;
  }): AsyncIterable<Recorded> {
    const endSeq = Math.min(toSeq, await this.lastSeq());
    let nextSeq = Math.max(fromSeq, 1);
    while (nextSeq <= endSeq) {
      const messages = await this.#readBatch(nextSeq, endSeq);
      for (const message of messages) {
        if (message.seq > endSeq) return;
        assert(message.seq >= nextSeq, `entry ${message.seq} came after ${nextSeq - 1}`);
        nextSeq = message.seq + 1;
        yield toRecorded(message);
      }
    }
  }

  async get(seq: Seq): Promise<Recorded | undefined> {
    if (seq < 1) return undefined;
    const what = `reading entry ${seq}`;
    const [direct] = await this.#directGet({ what, fromSeq: seq, countMax: 1 });
    if (direct?.seq === seq) return toRecorded(direct);
    // The replica that answered may be behind; the leader is not.
    const stream = EVENTS_STREAM;
    const message = await messageAt(this.#link, { stream, seq, timeoutMs: this.#timeoutMs });
    return message && toRecorded(message);
  }

  async nextOnSubject({
    subject,
    afterSeq,
  }: {
    subject: string;
    afterSeq: Seq;
  }): Promise<Recorded | undefined> {
    this.#assertOpen();
    // From the leader, which has every acknowledged entry.
    const message = await nextOnSubject(this.#link, {
      stream: EVENTS_STREAM,
      subject: `${EVENTS_PREFIX}${subject}`,
      fromSeq: afterSeq + 1,
      timeoutMs: this.#timeoutMs,
    });
    return message && toRecorded(message);
  }

  async follow({
    fromSeq,
    onEntry,
  }: {
    fromSeq: Seq;
    onEntry: (entry: Recorded) => void;
  }): Promise<Following> {
    this.#assertOpen();
    const following = await LogFollowing.start({
      link: this.#link,
      jsm: this.#jsm,
      fromSeq: Math.max(fromSeq, 1),
      onEntry,
      lastSeq: async () => await this.lastSeq(),
    });
    return this.#remember(following);
  }

  async followSubject({
    subject,
    afterSeq,
    onEntry,
  }: {
    subject: string;
    afterSeq: Seq;
    onEntry: (entry: Recorded) => void;
  }): Promise<Following> {
    this.#assertOpen();
    assertFollowable(subject);
    const following = await SubjectFollowing.start({
      link: this.#link,
      subject,
      afterSeq,
      onEntry,
    });
    return this.#remember(following);
  }

  async close(): Promise<void> {
    for (const following of this.#followings) await following.stop();
    this.#publisher.close();
  }

  /** So that `close` ends it, unless it has been stopped before. */
  #remember(following: Following): Following {
    this.#followings.add(following);
    return {
      failed: following.failed,
      lag: async () => await following.lag(),
      stop: async () => {
        this.#followings.delete(following);
        await following.stop();
      },
    };
  }

  /** At least one entry from `fromSeq` on; there is one, by the leader's word. */
  async #readBatch(fromSeq: Seq, endSeq: Seq): Promise<DirectMessage[]> {
    const backoff = new Backoff(this.#timeoutMs);
    while (true) {
      const what = `reading from entry ${fromSeq}`;
      const countMax = Math.min(READ_BATCH, endSeq - fromSeq + 1);
      const messages = await this.#directGet({ what, fromSeq, countMax });
      if (messages.length > 0) return messages;
      if (!(await backoff.pause())) {
        throw new SteppeError('LOG_UNAVAILABLE', `entry ${fromSeq} cannot be read yet`);
      }
    }
  }

  async #directGet({
    what,
    fromSeq,
    countMax,
  }: {
    what: string;
    fromSeq: Seq;
    countMax: number;
  }): Promise<DirectMessage[]> {
    const link = this.#link;
    return await retrying(link, { what, timeoutMs: this.#timeoutMs }, async (timeoutMs) => {
      return await directGet(link, { stream: EVENTS_STREAM, fromSeq, countMax, timeoutMs });
    });
  }

  #assertOpen(): void {
    if (this.#link.isClosed) throw new SteppeError('LOG_UNAVAILABLE', 'the log was closed');
  }
}

function toRecorded({ seq, subject, text }: DirectMessage): Recorded {
  return decodeCommit({ seq, subject: subject.slice(EVENTS_PREFIX.length), text });
}
