import type { Timers } from '@steppe/event-log';

/** Says when a subscriber has heard nothing for too long. */
export class Heartbeat {
  readonly #timers: Timers;
  readonly #intervalMs: number;
  #cancel: () => void = () => undefined;
  #isDue = false;
  #wake: () => void = () => undefined;

  constructor(timers: Timers, intervalMs: number) {
    this.#timers = timers;
    this.#intervalMs = intervalMs;
  }

  get isDue(): boolean {
    return this.#isDue;
  }

  /** Something was told: the time begins anew. */
  restart(): void {
    this.#cancel();
    this.#isDue = false;
    this.#cancel = this.#timers.after(this.#intervalMs, () => {
      this.#isDue = true;
      this.#wake();
    });
  }

  /** Resolves once a heartbeat is due, unless `other` or an abort comes first. */
  async dueOr(other: Promise<void>, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const wake = (): void => resolve();
    signal.addEventListener('abort', wake, { once: true });
    await Promise.race([other, promise]);
    signal.removeEventListener('abort', wake);
  }

  stop(): void {
    this.#cancel();
  }
}
