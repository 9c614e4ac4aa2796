/** Time as a port, so that the simulator can bring a clock of its own. */
export interface Timers {
  /** Milliseconds since the Unix epoch. */
  nowMs(): number;
  /** Calls back once, after `delayMs`; the function that it returns cancels that. */
  after(delayMs: number, callback: () => void): () => void;
}

export const systemTimers: Timers = {
  nowMs: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
