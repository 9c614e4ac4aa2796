import type { Timers } from '@steppe/event-log';
import type { VirtualClock } from '../time/virtual-clock.ts';

export interface ProcessOptions {
  readonly clock: VirtualClock;
  readonly name: string;
  /** Seconds that its clock shows per second: below 1 it is slow. @default 1 */
  readonly clockRate?: number;
  /** How far its clock is ahead. @default 0 */
  readonly clockOffsetMs?: number;
}

/**
 * One life of a process. All that reaches it goes through `deliver`: timers, answers and messages. So it can be
 * killed at any await, which then never ends, and paused, as by a stopped machine: when it goes on, it acts on
 * what it believed before, and only then hears what it missed.
 */
export class SimulatedProcess {
  readonly name: string;
  /** Its own clock. */
  readonly timers: Timers;
  /** Whether the network to it is cut, both ways. */
  isCut = false;
  readonly #clock: VirtualClock;
  readonly #onDeath: (() => void)[] = [];
  readonly #onDispose: (() => void)[] = [];
  #held: (() => void)[] = [];
  #isDead = false;
  #isPaused = false;

  constructor({ clock, name, clockRate = 1, clockOffsetMs = 0 }: ProcessOptions) {
    this.name = name;
    this.#clock = clock;
    this.timers = {
      nowMs: () => {
        const passedMs = clock.nowMs() - clock.startMs;
        return Math.floor(clock.startMs + clockOffsetMs + passedMs * clockRate);
      },
      after: (delayMs, callback) =>
        this.#isDead
          ? () => undefined
          : clock.after(delayMs / clockRate, () => this.deliver(callback)),
    };
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** Calls back now, later, or never: as the process is. The order is kept. */
  deliver(callback: () => void): void {
    if (this.#isDead) return;
    if (this.#isPaused || this.#held.length > 0) this.#held.push(callback);
    else callback();
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#goOn();
  }

  /** Ends it at once: nothing that it waits for ever comes. What it has sent is on its way all the same. */
  kill(): void {
    this.#isDead = true;
    this.#held = [];
    for (const cleanUp of this.#onDeath.splice(0)) cleanUp();
  }

  /** Calls back when the process is killed: what others keep for it is let go. */
  onDeath(cleanUp: () => void): void {
    this.#onDeath.push(cleanUp);
  }

  /** Calls back when the run is over: what keeps the process in memory is let go. */
  onDispose(letGo: () => void): void {
    this.#onDispose.push(letGo);
  }

  /** Forgets a process after the run. Its code may go on for a moment, but nothing hears it. */
  dispose(): void {
    this.kill();
    for (const letGo of this.#onDispose.splice(0)) letGo();
  }

  /** One held callback per timer, so that what follows from each runs before the next. */
  #goOn(): void {
    this.#clock.after(0, () => {
      const [callback] = this.#held;
      if (this.#isPaused || !callback) return;
      callback();
      this.#held.shift();
      if (this.#held.length > 0) this.#goOn();
    });
  }
}
