import type { Delivery, WorkQueue } from '../work-queue.ts';
import type { Timers } from '../timers.ts';

interface Pending {
  /** As JSON, so that no two deliveries share an object. */
  readonly text: string;
  attempt: number;
  /** Cancels the timer that gives the item out again; set while it is taken or waits for a retry. */
  cancelTimer: (() => void) | undefined;
}

/** The work queue in this process. Nothing is given out twice before `ackWaitMs` has passed. */
export class MemoryWorkQueue<T> implements WorkQueue<T> {
  readonly #timers: Timers;
  readonly #ackWaitMs: number;
  readonly #parse: (json: unknown) => T;
  readonly #waiting: Pending[] = [];
  readonly #unsettled = new Set<Pending>();
  readonly #takers: ((delivery: Delivery<T> | undefined) => void)[] = [];
  readonly #pushedAtMs = new Map<string, number>();
  #isClosed = false;

  constructor({ timers, ackWaitMs, parse }: MemoryWorkQueueOptions<T>) {
    this.#timers = timers;
    this.#ackWaitMs = ackWaitMs;
    this.#parse = parse;
  }

  async push(item: T, { id }: { id: string }): Promise<void> {
    this.#forgetOldIds();
    if (this.#pushedAtMs.has(id)) return;
    this.#pushedAtMs.set(id, this.#timers.nowMs());
    const pending: Pending = { text: JSON.stringify(item), attempt: 0, cancelTimer: undefined };
    this.#unsettled.add(pending);
    this.#waiting.push(pending);
    this.#serve();
  }

  async take({ signal }: { signal: AbortSignal }): Promise<Delivery<T> | undefined> {
    if (signal.aborted || this.#isClosed) return undefined;
    const { promise, resolve } = Promise.withResolvers<Delivery<T> | undefined>();
    const giveUp = () => {
      const position = this.#takers.indexOf(resolve);
      // A taker that was served already is no longer in line, and what it was given is its own.
      if (position >= 0) this.#takers.splice(position, 1);
      resolve(undefined);
    };
    signal.addEventListener('abort', giveUp, { once: true });
    this.#takers.push(resolve);
    this.#serve();
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  async depth(): Promise<number> {
    return this.#unsettled.size;
  }

  /** Brings a fault about: all items are gone, and what was pushed is forgotten. Those who wait go on waiting. */
  lose(): void {
    for (const pending of this.#unsettled) pending.cancelTimer?.();
    this.#unsettled.clear();
    this.#waiting.length = 0;
    this.#pushedAtMs.clear();
  }

  /** Ends all who wait, with nothing. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const pending of this.#unsettled) pending.cancelTimer?.();
    for (const taker of this.#takers.splice(0)) taker(undefined);
  }

  #serve(): void {
    while (this.#waiting.length > 0 && this.#takers.length > 0) {
      const pending = this.#waiting.shift();
      const taker = this.#takers.shift();
      if (pending && taker) taker(this.#deliver(pending));
    }
  }

  #deliver(pending: Pending): Delivery<T> {
    pending.attempt += 1;
    const { attempt } = pending;
    this.#giveOutAgainAfter(pending, this.#ackWaitMs);
    // Once the item was given out again, this delivery has no say in when it is given out a third time.
    const isCurrent = () => this.#unsettled.has(pending) && pending.attempt === attempt;
    return {
      item: this.#parse(JSON.parse(pending.text)),
      attempt,
      ack: async () => this.#settle(pending),
      retry: async (delayMs) => {
        if (isCurrent()) this.#giveOutAgainAfter(pending, delayMs);
      },
      extend: async () => {
        if (isCurrent()) this.#giveOutAgainAfter(pending, this.#ackWaitMs);
      },
    };
  }

  /** A late `ack` counts too: the work is done, whoever has the item now. */
  #settle(pending: Pending): void {
    pending.cancelTimer?.();
    this.#unsettled.delete(pending);
    const position = this.#waiting.indexOf(pending);
    if (position >= 0) this.#waiting.splice(position, 1);
  }

  #giveOutAgainAfter(pending: Pending, delayMs: number): void {
    pending.cancelTimer?.();
    if (this.#isClosed || this.#waiting.includes(pending)) return;
    pending.cancelTimer = this.#timers.after(delayMs, () => {
      pending.cancelTimer = undefined;
      this.#waiting.unshift(pending);
      this.#serve();
    });
  }

  #forgetOldIds(): void {
    const forgottenMs = this.#timers.nowMs() - DUPLICATE_WINDOW_MS;
    // A Map keeps the order of insertion, so the oldest come first.
    for (const [id, pushedMs] of this.#pushedAtMs) {
      if (pushedMs > forgottenMs) return;
      this.#pushedAtMs.delete(id);
    }
  }
}

const DUPLICATE_WINDOW_MS = 120_000;

interface MemoryWorkQueueOptions<T> {
  readonly timers: Timers;
  /** How long a taken item waits for `ack`, `retry` or `extend` before it is given out again. */
  readonly ackWaitMs: number;
  readonly parse: (json: unknown) => T;
}
