import type { Time } from '@steppe/alloc-runner';

export interface BackoffLimits {
  readonly firstMs: number;
  readonly maxMs: number;
}

const LIMITS: BackoffLimits = { firstMs: 500, maxMs: 15_000 };

/** Waits longer after each failure, up to a limit, and no longer than until `signal` aborts. */
export class Backoff {
  readonly #time: Time;
  readonly #signal: AbortSignal;
  readonly #limits: BackoffLimits;
  #failures = 0;

  constructor(time: Time, signal: AbortSignal, limits: BackoffLimits = LIMITS) {
    this.#time = time;
    this.#signal = signal;
    this.#limits = limits;
  }

  get failures(): number {
    return this.#failures;
  }

  /** Whether the last try failed: what failed then need not be told again. */
  get isRetrying(): boolean {
    return this.#failures > 0;
  }

  reset(): void {
    this.#failures = 0;
  }

  async wait(): Promise<void> {
    const delayMs = Math.min(this.#limits.maxMs, this.#limits.firstMs * 2 ** this.#failures);
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
