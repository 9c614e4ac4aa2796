/** Time as the runner has it, so that tests can turn the clock. */
export interface Time {
  /** Milliseconds since the Unix epoch. */
  nowMs(): number;
  /** Milliseconds since some moment, which setting the machine's clock does not move: for how long something takes. */
  monotonicMs(): number;
  /** Calls back once, after `delayMs`; the function returned calls it off. */
  after(delayMs: number, callback: () => void): () => void;
}

/** Longer timers overflow a signed 32-bit integer and fire at once. */
const TIMER_MAX_MS = 2 ** 31 - 1;

/** The machine's clock and timers, which do not keep a process alive. A timer may fire early after 24 days. */
export const systemTime: Time = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, Math.min(delayMs, TIMER_MAX_MS));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
