import type { JetStreamManager } from '@nats-io/jetstream';
import { headers, type Msg, type Subscription } from '@nats-io/transport-node';
import { SteppeError } from '@steppe/domain';
import type { Delivery, WorkQueue } from '../work-queue.ts';
import { parseDeliveryInfo } from './delivery-info.ts';
import type { Link } from './link.ts';
import type { Publisher } from './publisher.ts';
import { Backoff, retrying } from './retrying.ts';

/** The server answers a request for an item after so long that there was none; then it is asked again. */
const PULL_EXPIRES_MS = 5_000;
/** A request that was not even refused by then was lost, e.g. with the server that had it. */
const PULL_LOST_MS = PULL_EXPIRES_MS + 1_000;
const PULL_CHECK_MS = 500;

export interface JetStreamWorkQueueOptions<T> {
  readonly link: Link;
  readonly jsm: JetStreamManager;
  readonly publisher: Publisher;
  readonly stream: string;
  readonly consumer: string;
  readonly subject: string;
  readonly parse: (json: unknown) => T;
  readonly timeoutMs: number;
}

/** A work-queue stream with one durable pull consumer that all workers share. */
export class JetStreamWorkQueue<T> implements WorkQueue<T> {
  readonly #options: JetStreamWorkQueueOptions<T>;
  readonly #inbox: string;
  readonly #subscription: Subscription;
  readonly #stopListening: () => void;
  readonly #checker: NodeJS.Timeout;
  readonly #takers: ((msg: Msg | undefined) => void)[] = [];
  /** Requests that the server has, by their inbox: for how many items still, and when each is taken for lost. */
  readonly #pulls = new Map<string, { left: number; readonly lostMs: number }>();
  /** Acknowledgements that the server has not confirmed, by their inbox. */
  readonly #acks = new Map<string, () => void>();
  #lastPull = 0;
  #lastAck = 0;
  #isPullDue = false;

  constructor(options: JetStreamWorkQueueOptions<T>) {
    this.#options = options;
    const { link } = options;
    this.#inbox = link.newInbox();
    this.#subscription = link.nc.subscribe(`${this.#inbox}.*`, {
      callback: (error, msg) => {
        if (error) link.report({ level: 'error', message: 'taking work failed', cause: error });
        else this.#receive(msg);
      },
    });
    this.#stopListening = link.listen({
      onUp: () => {
        this.#pulls.clear();
        this.#pull();
      },
    });
    this.#checker = setInterval(() => this.#replaceLostPulls(), PULL_CHECK_MS);
    this.#checker.unref();
  }

  async push(item: T, { id }: { id: string }): Promise<void> {
    const { link, publisher, subject, timeoutMs } = this.#options;
    const payload = Buffer.from(JSON.stringify(item));
    // JetStream drops a second message with the same ID, so an attempt without an answer can be repeated.
    const messageHeaders = headers();
    messageHeaders.set('Nats-Msg-Id', id);
    const backoff = new Backoff(timeoutMs);
    while (true) {
      const outcome = await publisher.publish(subject, payload, messageHeaders);
      if (outcome.kind === 'stored') return;
      const reason = outcome.kind === 'conflict' ? 'conflict' : outcome.reason;
      const isPassing = outcome.kind === 'unknown';
      if (isPassing && (await backoff.pause()) && (await link.whenUp(backoff.leftMs))) continue;
      throw new SteppeError('LOG_UNAVAILABLE', `could not push ${id} to the queue: ${reason}`);
    }
  }

  async take({ signal }: { signal: AbortSignal }): Promise<Delivery<T> | undefined> {
    if (signal.aborted || this.#options.link.isClosed) return undefined;
    const { promise, resolve } = Promise.withResolvers<Msg | undefined>();
    const giveUp = () => {
      const position = this.#takers.indexOf(resolve);
      if (position >= 0) this.#takers.splice(position, 1);
      resolve(undefined);
    };
    signal.addEventListener('abort', giveUp, { once: true });
    this.#takers.push(resolve);
    this.#pullSoon();
    try {
      const msg = await promise;
      return msg && this.#deliveryOf(msg);
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  async depth(): Promise<number> {
    const { link, jsm, stream, timeoutMs } = this.#options;
    return await retrying(link, { what: `counting ${stream}`, timeoutMs }, async () => {
      return (await jsm.streams.info(stream)).state.messages;
    });
  }

  /** Ends all who wait, with nothing. */
  close(): void {
    clearInterval(this.#checker);
    this.#stopListening();
    const { link } = this.#options;
    if (!link.nc.isClosed()) this.#subscription.unsubscribe();
    for (const taker of this.#takers.splice(0)) taker(undefined);
  }

  /** Asks for as many items as there are takers; one whose taker gave up serves the next one. */
  #pull(): void {
    const { link, stream, consumer } = this.#options;
    const batch = this.#takers.length - this.#wanted();
    if (batch <= 0 || !link.isUp || link.isClosed) return;
    this.#lastPull += 1;
    const reply = `${this.#inbox}.${this.#lastPull.toString(36)}`;
    this.#pulls.set(reply, { left: batch, lostMs: performance.now() + PULL_LOST_MS });
    const request = JSON.stringify({ batch, expires: PULL_EXPIRES_MS * 1_000_000 });
    this.#send(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`, request, reply);
  }

  #send(subject: string, payload: string, reply: string): void {
    const { link } = this.#options;
    link.publishSoon(() => {
      if (!link.nc.isClosed()) link.nc.publish(subject, payload, { reply });
    });
  }

  /** Takers that come at the same time are served by one request. */
  #pullSoon(): void {
    if (this.#isPullDue) return;
    this.#isPullDue = true;
    setImmediate(() => {
      this.#isPullDue = false;
      this.#pull();
    });
  }

  /** How many items the server was asked for and has not given. */
  #wanted(): number {
    let sum = 0;
    for (const { left } of this.#pulls.values()) sum += left;
    return sum;
  }

  #receive(msg: Msg): void {
    const isStatus = msg.subject.startsWith(this.#inbox);
    if (isStatus && this.#acks.has(msg.subject)) {
      this.#acks.get(msg.subject)?.();
      return;
    }
    if (isStatus) {
      // Expired, no leader, shutting down: whatever it is, the request is over. Asking again waits for
      // the next check, so that a server that refuses at once is not asked in a circle.
      this.#pulls.delete(msg.subject);
      return;
    }
    // An item does not tell which request it answers; the server answers the oldest first.
    const [oldest] = this.#pulls;
    if (oldest) {
      const [reply, pull] = oldest;
      pull.left -= 1;
      if (pull.left === 0) this.#pulls.delete(reply);
    }
    const taker = this.#takers.shift();
    if (taker) taker(msg);
    else this.#options.link.nc.publish(msg.reply ?? '', '-NAK');
    this.#pullSoon();
  }

  #replaceLostPulls(): void {
    const nowMs = performance.now();
    for (const [reply, { lostMs }] of this.#pulls) {
      if (lostMs < nowMs) this.#pulls.delete(reply);
    }
    this.#pull();
  }

  #deliveryOf(msg: Msg): Delivery<T> {
    const { nc } = this.#options.link;
    const reply = msg.reply ?? '';
    const attempt = parseDeliveryInfo(reply).deliveryCount;
    const say = async (what: string) => {
      nc.publish(reply, what);
      await nc.flush();
    };
    return {
      item: this.#options.parse(msg.json()),
      attempt,
      ack: async () => await this.#ack(reply),
      retry: async (delayMs) =>
        await say(`-NAK ${JSON.stringify({ delay: Math.round(delayMs * 1_000_000) })}`),
      extend: async () => await say('+WPI'),
    };
  }

  /** JetStream confirms an acknowledgement that is a request; one that it has already, too. */
  async #ack(reply: string): Promise<void> {
    const { link, timeoutMs } = this.#options;
    await retrying(link, { what: 'acknowledging work', timeoutMs }, async (attemptMs) => {
      await this.#confirmed(reply, attemptMs);
    });
  }

  /** Over the one inbox: the client's own `request` makes an error with its stack for each. */
  async #confirmed(reply: string, timeoutMs: number): Promise<void> {
    this.#lastAck += 1;
    const inbox = `${this.#inbox}.ack-${this.#lastAck.toString(36)}`;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#acks.set(inbox, resolve);
    const timer = setTimeout(
      () => reject(new Error(`no answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    try {
      this.#send(reply, '+ACK', inbox);
      await promise;
    } finally {
      clearTimeout(timer);
      this.#acks.delete(inbox);
    }
  }
}
