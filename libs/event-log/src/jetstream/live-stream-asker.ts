import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { SteppeError } from '@steppe/domain';
import { errorOf, Failure } from '../live/failure.ts';
import type { PassingBytes } from '../live/passing-bytes.ts';
import { WINDOW_BYTES } from '../live/window.ts';
import type { Link } from './link.ts';
import {
  encodeJson,
  kindOf,
  LIVE_PREFIX,
  NO_RESPONDERS_STATUS,
  PINGS_PER_TIMEOUT,
  timeoutHeaders,
  type ToServer,
} from './live-wire.ts';

export interface LiveStreamRequest {
  readonly subject: string;
  readonly payload: unknown;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Credit is given back in lumps of so many bytes, or when there is nothing left to read. */
const CREDIT_LUMP_BYTES = WINDOW_BYTES / 4;

/** The asking side of one answer in pieces. Asks when it is iterated, which works once. */
export class LiveStreamAsker implements AsyncIterable<Uint8Array> {
  readonly #nc: NatsConnection;
  readonly #passing: PassingBytes;
  readonly #request: LiveStreamRequest;
  readonly #inbox: string;
  readonly #pieces: Uint8Array[] = [];
  /** What all messages of the server that answered first carry; messages of others are ignored. */
  #serverReply: string | undefined;
  #readBytes = 0;
  #isOver = false;
  #failure: Error | undefined;
  #wakeUp: (() => void) | undefined;

  constructor(link: Link, passing: PassingBytes, request: LiveStreamRequest) {
    this.#nc = link.nc;
    this.#passing = passing;
    this.#inbox = link.newInbox();
    this.#request = request;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const { subject, payload, timeoutMs, signal } = this.#request;
    if (signal.aborted) return;
    const silence = setTimeout(() => this.#end(this.#silenceError()), timeoutMs);
    const pings = setInterval(() => this.#send('ping'), timeoutMs / PINGS_PER_TIMEOUT);
    const subscription = this.#nc.subscribe(`${this.#inbox}.*`, {
      callback: (error, msg) => {
        silence.refresh();
        if (error) this.#end(error);
        else this.#receive(msg);
      },
    });
    const onAbort = () => this.#wakeUp?.();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      this.#nc.publish(`${LIVE_PREFIX}${subject}`, encodeJson(payload), {
        reply: `${this.#inbox}.open`,
        headers: timeoutHeaders(timeoutMs),
      });
      yield* this.#read();
    } finally {
      clearTimeout(silence);
      clearInterval(pings);
      signal.removeEventListener('abort', onAbort);
      this.#send('cancel');
      if (!this.#nc.isClosed()) subscription.unsubscribe();
    }
  }

  async *#read(): AsyncGenerator<Uint8Array> {
    const { signal } = this.#request;
    while (!signal.aborted) {
      const piece = this.#pieces.shift();
      if (piece) {
        yield piece;
        this.#giveCredit(piece.length);
      } else if (this.#failure) {
        throw this.#failure;
      } else if (this.#isOver) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wakeUp = resolve;
        });
      }
    }
  }

  #giveCredit(bytes: number): void {
    this.#readBytes += bytes;
    if (this.#readBytes < CREDIT_LUMP_BYTES && this.#pieces.length > 0) return;
    this.#send('credit', String(this.#readBytes));
    this.#readBytes = 0;
  }

  #receive(msg: Msg): void {
    const { subject } = this.#request;
    if (msg.headers?.code === NO_RESPONDERS_STATUS) {
      const why =
        this.#serverReply === undefined
          ? `nobody serves ${subject}`
          : `who served ${subject} is gone`;
      return this.#end(new SteppeError('NODE_UNREACHABLE', why));
    }
    const kind = kindOf(msg);
    if (kind === 'open') this.#serverReply ??= msg.reply;
    if (msg.reply !== this.#serverReply) return;
    if (kind === 'data') this.#keep(msg.data);
    else if (kind === 'end') this.#end();
    else if (kind === 'failure') this.#end(errorOf(Failure.parse(msg.json())));
    this.#wakeUp?.();
  }

  #keep(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#passing.count(piece.length);
  }

  #end(failure?: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#failure = failure;
    this.#wakeUp?.();
  }

  #silenceError(): SteppeError {
    const { subject, timeoutMs } = this.#request;
    return this.#serverReply === undefined
      ? new SteppeError('TIMEOUT', `${subject} did not answer within ${timeoutMs} ms`)
      : new SteppeError('NODE_UNREACHABLE', `${subject} was silent for ${timeoutMs} ms`);
  }

  #send(kind: ToServer, payload?: string): void {
    if (this.#serverReply === undefined || this.#isOver || this.#nc.isClosed()) return;
    const serverInbox = this.#serverReply.slice(0, this.#serverReply.lastIndexOf('.'));
    this.#nc.publish(`${serverInbox}.${kind}`, payload, { reply: `${this.#inbox}.lost` });
  }
}
