import type { Time } from '@steppe/alloc-runner';

const FIRST_MS = 500;
const MAX_MS = 15_000;

/** Waits longer after each failure, up to 15 s, and no longer than until `signal` aborts. */
export class Backoff {
  readonly #time: Time;
  readonly #signal: AbortSignal;
  #failures = 0;

  constructor(time: Time, signal: AbortSignal) {
    this.#time = time;
    this.#signal = signal;
  }

  /** Whether the last try failed: what failed then need not be told again. */
  get isRetrying(): boolean {
    return this.#failures > 0;
  }

  reset(): void {
    this.#failures = 0;
  }

  async wait(): Promise<void> {
    const delayMs = Math.min(MAX_MS, FIRST_MS * 2 ** this.#failures);
    this.#failures += 1;
    if (this.#signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const callOff = this.#time.after(delayMs, resolve);
    const onAbort = (): void => resolve();
    this.#signal.addEventListener('abort', onAbort, { once: true });
    await promise;
    this.#signal.removeEventListener('abort', onAbort);
    callOff();
  }
}
