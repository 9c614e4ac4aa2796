import { errors, type Msg, type NatsConnection, type Subscription } from '@nats-io/transport-node';
import { SteppeError } from '@steppe/domain';
import { errorOf, failureOf } from '../live/failure.ts';
import { PassingBytes } from '../live/passing-bytes.ts';
import type { LiveBus, LiveRequest, Served } from '../live-bus.ts';
import type { Report } from '../report.ts';
import type { Link } from './link.ts';
import {
  Answer,
  encodeJson,
  LIVE_PREFIX,
  NO_RESPONDERS_STATUS,
  portSubject,
  timeoutHeaders,
  timeoutOf,
} from './live-wire.ts';
import { LiveStreamAsker } from './live-stream-asker.ts';
import { LiveStreamServer } from './live-stream-server.ts';

/** The live bus over core NATS. */
export class NatsLiveBus implements LiveBus {
  readonly #link: Link;
  readonly #nc: NatsConnection;
  readonly #report: Report;
  readonly #subscriptions = new Set<Subscription>();
  readonly #streams = new Set<LiveStreamServer>();
  readonly #passing = new PassingBytes();

  constructor(link: Link) {
    const { nc, report } = link;
    this.#link = link;
    this.#nc = nc;
    this.#report = report;
  }

  publish(subject: string, payload: unknown): void {
    this.#nc.publish(`${LIVE_PREFIX}${subject}`, encodeJson(payload));
  }

  subscribe(
    subject: string,
    onMessage: (message: { subject: string; payload: unknown }) => void,
  ): Served {
    return this.#subscribe(subject, (msg) => {
      onMessage({ subject: portSubject(msg.subject), payload: msg.json() });
    });
  }

  async request(
    subject: string,
    payload: unknown,
    { timeoutMs }: { timeoutMs: number },
  ): Promise<unknown> {
    const msg = await this.#ask(subject, payload, timeoutMs);
    const answer = Answer.parse(msg.json());
    if ('failure' in answer) throw errorOf(answer.failure);
    return answer.ok;
  }

  serve(subject: string, answer: (request: LiveRequest) => Promise<unknown>): Served {
    return this.#subscribe(subject, (msg) => {
      this.#answer(msg, answer).catch((cause: unknown) => {
        this.#report({ level: 'error', message: `answering ${subject} failed`, cause });
      });
    });
  }

  async requestAll(
    subject: string,
    payload: unknown,
    { timeoutMs }: { timeoutMs: number },
  ): Promise<unknown[]> {
    const answers: unknown[] = [];
    const inbox = this.#link.newInbox();
    const { promise, resolve } = Promise.withResolvers<void>();
    const subscription = this.#nc.subscribe(inbox, {
      callback: (error, msg) => {
        if (error || msg.headers?.code === NO_RESPONDERS_STATUS) return resolve();
        const answer = Answer.safeParse(msg.json());
        if (answer.success && 'ok' in answer.data) answers.push(answer.data.ok);
      },
    });
    const timer = setTimeout(resolve, timeoutMs);
    this.#nc.publish(`${LIVE_PREFIX}${subject}`, encodeJson(payload), {
      reply: inbox,
      headers: timeoutHeaders(timeoutMs),
    });
    await promise;
    clearTimeout(timer);
    if (!this.#nc.isClosed()) subscription.unsubscribe();
    return answers;
  }

  requestStream(
    subject: string,
    payload: unknown,
    options: { timeoutMs: number; signal: AbortSignal },
  ): AsyncIterable<Uint8Array> {
    return new LiveStreamAsker(this.#link, this.#passing, { subject, payload, ...options });
  }

  serveStream(
    subject: string,
    answer: (request: LiveRequest) => AsyncIterable<Uint8Array>,
  ): Served {
    return this.#subscribe(subject, (msg) => {
      const stream = new LiveStreamServer(this.#link, this.#passing, msg);
      this.#streams.add(stream);
      stream
        .run(answer)
        .catch((cause: unknown) => {
          this.#report({ level: 'error', message: `answering ${subject} failed`, cause });
        })
        .finally(() => this.#streams.delete(stream));
    });
  }

  close(): void {
    for (const stream of this.#streams) stream.abort();
    if (this.#nc.isClosed()) return;
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
  }

  #subscribe(subject: string, onMessage: (msg: Msg) => void): Served {
    const subscription = this.#nc.subscribe(`${LIVE_PREFIX}${subject}`, {
      callback: (error, msg) => {
        if (!error) return this.#handle(subject, () => onMessage(msg));
        this.#report({ level: 'error', message: `listening to ${subject} failed`, cause: error });
      },
    });
    this.#subscriptions.add(subscription);
    return {
      stop: async () => {
        this.#subscriptions.delete(subscription);
        if (!this.#nc.isClosed()) subscription.unsubscribe();
      },
    };
  }

  /** One bad message, from whoever may publish, must not end the connection that all the others use. */
  #handle(subject: string, act: () => void): void {
    try {
      act();
    } catch (cause) {
      this.#report({ level: 'error', message: `a message on ${subject} failed`, cause });
    }
  }

  async #ask(subject: string, payload: unknown, timeoutMs: number): Promise<Msg> {
    try {
      return await this.#nc.request(`${LIVE_PREFIX}${subject}`, encodeJson(payload), {
        timeout: timeoutMs,
        headers: timeoutHeaders(timeoutMs),
      });
    } catch (cause) {
      if (cause instanceof errors.RequestError && cause.isNoResponders()) {
        throw new SteppeError('NODE_UNREACHABLE', `nobody serves ${subject}`, { cause });
      }
      if (cause instanceof errors.TimeoutError) {
        const message = `${subject} did not answer within ${timeoutMs} ms`;
        throw new SteppeError('TIMEOUT', message, { cause });
      }
      throw new SteppeError('LOG_UNAVAILABLE', `could not ask ${subject}`, { cause });
    }
  }

  async #answer(msg: Msg, answer: (request: LiveRequest) => Promise<unknown>): Promise<void> {
    const subject = portSubject(msg.subject);
    const signal = AbortSignal.timeout(timeoutOf(msg));
    try {
      const ok = await answer({ subject, payload: msg.json(), signal });
      msg.respond(encodeJson({ ok: ok ?? null }));
    } catch (cause) {
      if (!(cause instanceof SteppeError)) {
        this.#report({ level: 'error', message: `serving ${subject} failed`, cause });
      }
      msg.respond(encodeJson({ failure: failureOf(cause) }));
    }
  }
}
