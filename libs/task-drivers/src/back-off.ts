import { setTimeout as delay } from 'node:timers/promises';

/** Waits longer each time, from 250 ms doubling to 15 s, until `reset`. */
export class BackOff {
  #nextMs = 250;

  /** @throws the signal's reason when it aborts. */
  async wait(signal?: AbortSignal): Promise<void> {
    const waitMs = this.#nextMs;
    this.#nextMs = Math.min(this.#nextMs * 2, 15_000);
    await delay(waitMs, undefined, { ...(signal && { signal }), ref: false });
  }

  reset(): void {
    this.#nextMs = 250;
  }
}
