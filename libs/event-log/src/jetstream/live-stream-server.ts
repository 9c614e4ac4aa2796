import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { SteppeError } from '@steppe/domain';
import { failureOf } from '../live/failure.ts';
import type { PassingBytes } from '../live/passing-bytes.ts';
import { WINDOW_BYTES } from '../live/window.ts';
import type { LiveRequest } from '../live-bus.ts';
import type { Report } from '../report.ts';
import type { Link } from './link.ts';
import {
  encodeJson,
  kindOf,
  PIECE_BYTES_MAX,
  portSubject,
  timeoutOf,
  type ToAsker,
} from './live-wire.ts';

/** The serving side of one answer in pieces: sends as long as the asker gives credit and is there. */
export class LiveStreamServer {
  readonly #nc: NatsConnection;
  readonly #passing: PassingBytes;
  readonly #request: Msg;
  readonly #report: Report;
  readonly #inbox: string;
  readonly #askerInbox: string;
  readonly #gone = new AbortController();
  #creditBytes = WINDOW_BYTES;
  #wakeUp: (() => void) | undefined;

  constructor(link: Link, passing: PassingBytes, request: Msg) {
    this.#nc = link.nc;
    this.#report = link.report;
    this.#passing = passing;
    this.#inbox = link.newInbox();
    this.#request = request;
    const reply = request.reply ?? '';
    this.#askerInbox = reply.slice(0, reply.lastIndexOf('.'));
  }

  async run(answer: (request: LiveRequest) => AsyncIterable<Uint8Array>): Promise<void> {
    const silence = setTimeout(() => this.abort(), timeoutOf(this.#request));
    const subscription = this.#nc.subscribe(`${this.#inbox}.*`, {
      callback: (error, msg) => {
        silence.refresh();
        if (error) this.abort();
        else this.#receive(msg);
      },
    });
    const subject = portSubject(this.#request.subject);
    try {
      this.#send('open');
      const signal = this.#gone.signal;
      const pieces = answer({ subject, payload: this.#request.json(), signal });
      await this.#sendAll(pieces);
      this.#send('end');
    } catch (cause) {
      if (!(cause instanceof SteppeError) && !this.#gone.signal.aborted) {
        this.#report({ level: 'error', message: `serving ${subject} failed`, cause });
      }
      this.#send('failure', encodeJson(failureOf(cause)));
    } finally {
      clearTimeout(silence);
      this.abort();
      if (!this.#nc.isClosed()) subscription.unsubscribe();
    }
  }

  /** The asker is gone, or this process ends: the answer's signal is aborted, and nothing more is sent. */
  abort(): void {
    this.#gone.abort();
    this.#wakeUp?.();
  }

  async #sendAll(pieces: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const piece of pieces) {
      for (let start = 0; start < piece.length; start += PIECE_BYTES_MAX) {
        await this.#waitForCredit();
        if (this.#gone.signal.aborted) return;
        const part = piece.subarray(start, start + PIECE_BYTES_MAX);
        this.#creditBytes -= part.length;
        this.#send('data', part);
        this.#passing.count(part.length);
      }
      if (this.#gone.signal.aborted) return;
    }
  }

  async #waitForCredit(): Promise<void> {
    while (this.#creditBytes <= 0 && !this.#gone.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wakeUp = resolve;
      });
    }
  }

  #receive(msg: Msg): void {
    switch (kindOf(msg)) {
      case 'credit':
        this.#creditBytes += Number(msg.string());
        this.#wakeUp?.();
        return;
      case 'ping':
        this.#send('pong');
        return;
      // It was cancelled, or NATS says that nobody listens any more.
      default:
        this.abort();
    }
  }

  #send(kind: ToAsker, payload?: Uint8Array | string): void {
    if (this.#gone.signal.aborted || this.#nc.isClosed()) return;
    this.#nc.publish(`${this.#askerInbox}.${kind}`, payload, { reply: `${this.#inbox}.lost` });
  }
}
