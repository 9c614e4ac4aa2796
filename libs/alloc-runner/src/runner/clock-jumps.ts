import type { Time } from './time.ts';

/** Clocks are drawn near to the right time by less than that between two looks; whatever is more was set. */
const JUMP_MIN_MS = 1_000;

/** Notices that the machine's clock was set. */
export class ClockJumps {
  readonly #time: Time;
  #offsetMs: number;

  constructor(time: Time) {
    this.#time = time;
    this.#offsetMs = this.#offset();
  }

  /** By how much it was put forward since the last call, or back when negative; 0 as long as it just goes. */
  take(): number {
    const offsetMs = this.#offset();
    const byMs = Math.round(offsetMs - this.#offsetMs);
    if (Math.abs(byMs) < JUMP_MIN_MS) return 0;
    this.#offsetMs = offsetMs;
    return byMs;
  }

  #offset(): number {
    return this.#time.nowMs() - this.#time.monotonicMs();
  }
}
