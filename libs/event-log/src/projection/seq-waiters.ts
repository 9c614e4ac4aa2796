import { type Seq, SteppeError } from '@steppe/domain';
import type { Timers } from '../timers.ts';

interface Waiter {
  readonly seq: Seq;
  resolve(): void;
  reject(cause: unknown): void;
}

/** Who waits until which seq has been applied. Kept sorted, so that applying an entry looks at the first only. */
export class SeqWaiters {
  readonly #timers: Timers;
  readonly #waiters: Waiter[] = [];

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** @throws SteppeError `TIMEOUT` */
  async waitFor(seq: Seq, { timeoutMs }: { timeoutMs: number }): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter: Waiter = { seq, resolve, reject };
    this.#insert(waiter);
    const cancelTimer = this.#timers.after(timeoutMs, () => {
      this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
      reject(new SteppeError('TIMEOUT', `seq ${seq} was not applied within ${timeoutMs} ms`));
    });
    try {
      await promise;
    } finally {
      cancelTimer();
    }
  }

  reached(seq: Seq): void {
    while (true) {
      const [first] = this.#waiters;
      if (!first || first.seq > seq) return;
      this.#waiters.shift();
      first.resolve();
    }
  }

  failAll(cause: unknown): void {
    for (const waiter of this.#waiters.splice(0)) waiter.reject(cause);
  }

  /** Most wait for the newest seq, so the search starts at the end. */
  #insert(waiter: Waiter): void {
    const before = this.#waiters.findLastIndex(({ seq }) => seq <= waiter.seq);
    this.#waiters.splice(before + 1, 0, waiter);
  }
}
