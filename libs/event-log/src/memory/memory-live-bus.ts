import { SteppeError } from '@steppe/domain';
import { errorOf, failureOf } from '../live/failure.ts';
import { subjectMatches } from '../live/subject-match.ts';
import type { LiveBus, LiveRequest, Served } from '../live-bus.ts';
import type { Report } from '../report.ts';
import type { Timers } from '../timers.ts';
import { MemoryLiveStream } from './memory-live-stream.ts';

type Answer = (request: LiveRequest) => Promise<unknown>;
type StreamAnswer = (request: LiveRequest) => AsyncIterable<Uint8Array>;
type OnMessage = (message: { subject: string; payload: unknown }) => void;

/** Who listens to which pattern. */
class Routes<T> {
  readonly #routes = new Set<{ pattern: string; target: T }>();

  add(pattern: string, target: T): Served {
    const route = { pattern, target };
    this.#routes.add(route);
    return {
      stop: async () => {
        this.#routes.delete(route);
      },
    };
  }

  to(subject: string): T[] {
    return [...this.#routes]
      .filter(({ pattern }) => subjectMatches(pattern, subject))
      .map(({ target }) => target);
  }

  clear(): void {
    this.#routes.clear();
  }
}

/** The live bus in this process. Payloads travel as JSON text, so nobody shares an object with another. */
export class MemoryLiveBus implements LiveBus {
  readonly #timers: Timers;
  readonly #report: Report;
  readonly #listeners = new Routes<OnMessage>();
  readonly #servers = new Routes<Answer>();
  readonly #streamServers = new Routes<StreamAnswer>();

  constructor({ timers, report }: { timers: Timers; report: Report }) {
    this.#timers = timers;
    this.#report = report;
  }

  publish(subject: string, payload: unknown): void {
    for (const onMessage of this.#listeners.to(subject)) {
      const message = { subject, payload: overTheWire(payload) };
      queueMicrotask(() => onMessage(message));
    }
  }

  subscribe(subject: string, onMessage: OnMessage): Served {
    return this.#listeners.add(subject, onMessage);
  }

  async request(
    subject: string,
    payload: unknown,
    { timeoutMs }: { timeoutMs: number },
  ): Promise<unknown> {
    const servers = this.#servers.to(subject);
    if (servers.length === 0) throw unreachable(subject);
    const late = this.#lateAfter(timeoutMs);
    try {
      const { signal } = late;
      return await Promise.race([
        late.promise.then(() => {
          throw new SteppeError('TIMEOUT', `${subject} did not answer within ${timeoutMs} ms`);
        }),
        ...servers.map(async (answer) => await this.#ask(answer, { subject, payload, signal })),
      ]);
    } finally {
      late.cancel();
    }
  }

  serve(subject: string, answer: Answer): Served {
    return this.#servers.add(subject, answer);
  }

  async requestAll(
    subject: string,
    payload: unknown,
    { timeoutMs }: { timeoutMs: number },
  ): Promise<unknown[]> {
    const late = this.#lateAfter(timeoutMs);
    const { signal } = late;
    const answers: unknown[] = [];
    const asked = this.#servers.to(subject).map(async (answer) => {
      answers.push(await this.#ask(answer, { subject, payload, signal }));
    });
    await Promise.race([late.promise, Promise.allSettled(asked)]);
    late.cancel();
    return [...answers];
  }

  async *requestStream(
    subject: string,
    payload: unknown,
    { signal }: { timeoutMs: number; signal: AbortSignal },
  ): AsyncIterable<Uint8Array> {
    const [answer] = this.#streamServers.to(subject);
    if (!answer) throw unreachable(subject);
    const gone = new AbortController();
    const request = {
      subject,
      payload: overTheWire(payload),
      signal: AbortSignal.any([signal, gone.signal]),
    };
    const pieces = new MemoryLiveStream(request.signal);
    const filled = pieces.fill(answer(request));
    try {
      yield* pieces.read();
      if (!request.signal.aborted) await filled;
    } catch (error) {
      throw this.#asSeenByAsker(subject, error);
    } finally {
      gone.abort();
    }
  }

  serveStream(subject: string, answer: StreamAnswer): Served {
    return this.#streamServers.add(subject, answer);
  }

  async close(): Promise<void> {
    for (const routes of [this.#listeners, this.#servers, this.#streamServers]) routes.clear();
  }

  async #ask(answer: Answer, { subject, payload, signal }: LiveRequest): Promise<unknown> {
    try {
      return overTheWire(await answer({ subject, payload: overTheWire(payload), signal }));
    } catch (error) {
      throw this.#asSeenByAsker(subject, error);
    }
  }

  #asSeenByAsker(subject: string, error: unknown): Error {
    if (!(error instanceof SteppeError)) {
      this.#report({ level: 'error', message: `serving ${subject} failed`, cause: error });
    }
    return errorOf(failureOf(error));
  }

  #lateAfter(timeoutMs: number): Late {
    const { promise, resolve } = Promise.withResolvers<void>();
    const controller = new AbortController();
    const cancelTimer = this.#timers.after(timeoutMs, () => {
      controller.abort();
      resolve();
    });
    return { promise, signal: controller.signal, cancel: cancelTimer };
  }
}

/** Resolves, and aborts its signal, when the time is over. */
interface Late {
  readonly promise: Promise<void>;
  readonly signal: AbortSignal;
  cancel(): void;
}

function overTheWire(payload: unknown): unknown {
  return JSON.parse(JSON.stringify(payload ?? null));
}

function unreachable(subject: string): SteppeError {
  return new SteppeError('NODE_UNREACHABLE', `nobody serves ${subject}`);
}
