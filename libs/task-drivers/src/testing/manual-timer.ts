import type { Timer } from '../timer.ts';

interface Alarm {
  readonly atMs: number;
  readonly callback: () => void;
}

/** Time that passes only by `advance`. */
export class ManualTimer implements Timer {
  #nowMs = 0;
  readonly #alarms = new Set<Alarm>();
  readonly #waiting: (() => void)[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const alarm = { atMs: this.#nowMs + delayMs, callback };
    this.#alarms.add(alarm);
    for (const wake of this.#waiting.splice(0)) wake();
    return () => this.#alarms.delete(alarm);
  }

  /** Lets time pass, ringing in order what becomes due. */
  advance(byMs: number): void {
    const untilMs = this.#nowMs + byMs;
    for (let alarm = this.#next(untilMs); alarm !== undefined; alarm = this.#next(untilMs)) {
      this.#alarms.delete(alarm);
      this.#nowMs = alarm.atMs;
      alarm.callback();
    }
    this.#nowMs = untilMs;
  }

  /** Resolves when something has been scheduled. */
  async untilScheduled(): Promise<void> {
    if (this.#alarms.size > 0) return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #next(untilMs: number): Alarm | undefined {
    return [...this.#alarms]
      .filter((alarm) => alarm.atMs <= untilMs)
      .toSorted((a, b) => a.atMs - b.atMs)[0];
  }
}
