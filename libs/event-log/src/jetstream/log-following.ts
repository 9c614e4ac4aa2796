import { AckPolicy, DeliverPolicy, type JetStreamManager } from '@nats-io/jetstream';
import { type Msg, nuid, type Subscription } from '@nats-io/transport-node';
import { decodeCommit, type Recorded, type Seq } from '@steppe/domain';
import type { Following } from '../event-log.ts';
import { parseDeliveryInfo } from './delivery-info.ts';
import type { Link } from './link.ts';
import { Backoff } from './retrying.ts';
import { EVENTS_PREFIX, EVENTS_STREAM } from './stream-config.ts';

const CONTROL_STATUS = 100;
const DELIVERY_PREFIX = '$JS.ACK.';
const HEARTBEAT_MS = 1_000;
/** Without a word for so long, the consumer is taken for lost and made anew. */
const SILENCE_MAX_MS = 3 * HEARTBEAT_MS;
/** Who starts to follow learns of an outage after so long; who follows already waits until it is over. */
const START_TIMEOUT_MS = 60_000;

export interface LogFollowingOptions {
  readonly link: Link;
  readonly jsm: JetStreamManager;
  readonly fromSeq: Seq;
  readonly onEntry: (entry: Recorded) => void;
  readonly lastSeq: () => Promise<Seq>;
}

/**
 * Follows the stream with a push consumer that lives in the server's memory. Whenever anything is amiss
 * (a gap, silence, a new connection) the consumer is dropped and another starts after the last entry that
 * was handed over: one way of recovery for every fault, and neither gap nor repetition.
 */
export class LogFollowing implements Following {
  readonly failed: Promise<never>;
  readonly #options: LogFollowingOptions;
  readonly #reject: (cause: unknown) => void;
  readonly #stopListening: () => void;
  readonly #watchdog: NodeJS.Timeout;
  #handedOverSeq: Seq;
  #consumerSeq = 0;
  #heardAtMs = performance.now();
  #subscription: Subscription | undefined;
  #consumerName: string | undefined;
  /** Set while a consumer is being made, so that two faults at once make one. */
  #isStarting = false;
  #isStopped = false;

  private constructor(options: LogFollowingOptions) {
    const { promise, reject } = Promise.withResolvers<never>();
    this.failed = promise;
    this.#reject = reject;
    this.#options = options;
    this.#handedOverSeq = options.fromSeq - 1;
    this.#stopListening = options.link.listen({ onUp: () => this.#restart() });
    this.#watchdog = setInterval(() => this.#checkSilence(), HEARTBEAT_MS);
    this.#watchdog.unref();
  }

  static async start(options: LogFollowingOptions): Promise<LogFollowing> {
    const following = new LogFollowing(options);
    try {
      await following.#startConsumer(START_TIMEOUT_MS);
    } catch (error) {
      await following.stop();
      throw error;
    }
    return following;
  }

  async lag(): Promise<number> {
    return Math.max(0, (await this.#options.lastSeq()) - this.#handedOverSeq);
  }

  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    clearInterval(this.#watchdog);
    this.#stopListening();
    this.#dropConsumer();
  }

  #restart(): void {
    if (this.#isStopped || this.#isStarting) return;
    this.#startConsumer(Number.POSITIVE_INFINITY).catch((error: unknown) => this.#fail(error));
  }

  async #startConsumer(timeoutMs: number): Promise<void> {
    this.#isStarting = true;
    try {
      const backoff = new Backoff(timeoutMs);
      while (!this.#isStopped) {
        this.#dropConsumer();
        try {
          await this.#createConsumer();
          return;
        } catch (cause) {
          const { link } = this.#options;
          if (backoff.isFirst && link.isUp) {
            link.report({ level: 'warn', message: 'following the log is retried', cause });
          }
          if (!(await backoff.pause())) throw cause;
        }
      }
    } finally {
      this.#isStarting = false;
      this.#heardAtMs = performance.now();
    }
  }

  async #createConsumer(): Promise<void> {
    const { link, jsm } = this.#options;
    const inbox = link.newInbox();
    const name = `follow-${nuid.next()}`;
    this.#consumerSeq = 0;
    this.#consumerName = name;
    const subscription = link.nc.subscribe(inbox, {
      callback: (error, msg) => {
        if (error) this.#fail(error);
        // What an older consumer still sends counts for nothing.
        else if (subscription === this.#subscription) this.#receive(msg);
      },
    });
    this.#subscription = subscription;
    await jsm.consumers.add(EVENTS_STREAM, {
      name,
      deliver_subject: inbox,
      ack_policy: AckPolicy.None,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: this.#handedOverSeq + 1,
      flow_control: true,
      idle_heartbeat: HEARTBEAT_MS * 1_000_000,
      max_deliver: 1,
      mem_storage: true,
      num_replicas: 1,
      inactive_threshold: 30 * 1_000_000_000,
    });
  }

  #dropConsumer(): void {
    const { link, jsm } = this.#options;
    if (!link.nc.isClosed()) this.#subscription?.unsubscribe();
    const name = this.#consumerName;
    this.#subscription = undefined;
    this.#consumerName = undefined;
    if (name === undefined || !link.isUp || link.isClosed) return;
    // The server removes it by itself when nobody listens; this only spares it the wait.
    jsm.consumers.delete(EVENTS_STREAM, name).catch(() => undefined);
  }

  #receive(msg: Msg): void {
    this.#heardAtMs = performance.now();
    try {
      // Only an entry has such a reply; the headers of each would be dear to read.
      if (msg.reply?.startsWith(DELIVERY_PREFIX)) this.#handOver(msg);
      else if (msg.headers?.code === CONTROL_STATUS) this.#answerControl(msg);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** A flow-control request is answered, and a heartbeat shows whether something was lost on the way. */
  #answerControl(msg: Msg): void {
    const { nc } = this.#options.link;
    const stalledOn = msg.headers?.get('Nats-Consumer-Stalled');
    if (msg.reply) nc.publish(msg.reply);
    else if (stalledOn) nc.publish(stalledOn);
    const sent = Number(msg.headers?.get('Nats-Last-Consumer') ?? 0);
    if (sent > this.#consumerSeq) this.#restart();
  }

  #handOver(msg: Msg): void {
    const { consumerSeq, streamSeq } = parseDeliveryInfo(msg.reply ?? '');
    if (consumerSeq !== this.#consumerSeq + 1) return this.#restart();
    this.#consumerSeq = consumerSeq;
    if (streamSeq <= this.#handedOverSeq) return;
    const subject = msg.subject.slice(EVENTS_PREFIX.length);
    this.#options.onEntry(decodeCommit({ seq: streamSeq, subject, text: msg.string() }));
    this.#handedOverSeq = streamSeq;
  }

  #checkSilence(): void {
    if (!this.#options.link.isUp) return;
    if (performance.now() - this.#heardAtMs > SILENCE_MAX_MS) this.#restart();
  }

  #fail(cause: unknown): void {
    if (this.#isStopped) return;
    // Nothing here waits on the network.
    void this.stop();
    this.#reject(cause);
  }
}
