import type { Timers } from '@steppe/event-log';
import { TimerHeap } from './timer-heap.ts';

/** A moment like any other, so that times in a log look like times. */
const START_MS = 1_767_225_600_000;

/**
 * Time that passes only when it is told to, and then at once. Between two timers, everything that waits for a
 * promise runs as far as it gets, so a run depends on nothing but the order of its timers.
 */
export class VirtualClock implements Timers {
  readonly startMs = START_MS;
  readonly #timers = new TimerHeap();
  #nowMs = START_MS;
  #order = 0;

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    this.#order += 1;
    const atMs = this.#nowMs + Math.max(0, Math.ceil(delayMs));
    const timer = { atMs, order: this.#order, callback };
    this.#timers.push(timer);
    return callOff.bind(undefined, timer);
  }

  /** Resolves after `durationMs` of virtual time. */
  async advance(durationMs: number): Promise<void> {
    const endMs = this.#nowMs + durationMs;
    await settled();
    for (;;) {
      const next = this.#timers.peek();
      if (!next || next.atMs > endMs) break;
      this.#timers.pop();
      if (!next.callback) continue;
      this.#nowMs = next.atMs;
      next.callback();
      await settled();
    }
    this.#nowMs = endMs;
  }
}

function callOff(timer: { callback: (() => void) | undefined }): void {
  timer.callback = undefined;
}

/** Resolves when all promise jobs have run: an immediate comes after the last of them. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
