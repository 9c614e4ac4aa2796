import type { ExitResult } from '@steppe/task-drivers';
import type { VirtualClock } from '@steppe/simulator';

/** How a task ends if nobody stops it. */
export interface Fate {
  readonly afterMs: number;
  /** Asked when the time has come; undefined when it goes on after all. */
  readonly exitCode: () => number | undefined;
}

interface Run {
  result: ExitResult | undefined;
  readonly watchers: Set<(result: ExitResult) => void>;
}

/** How long a task takes to end when it is told to. */
const STOP_MS = 300;

/** What runs on one node, whatever becomes of the agent: the truth that no report can change. */
export class Machine {
  readonly #clock: VirtualClock;
  readonly #runs = new Map<string, Run>();

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** Keys of the tasks that run now, in order. */
  running(): string[] {
    return [...this.#runs].flatMap(([key, { result }]) => (result ? [] : [key])).toSorted();
  }

  has(key: string): boolean {
    return this.#runs.has(key);
  }

  /** Starting what runs already adopts it. */
  start(key: string, fate: () => Fate | undefined): void {
    const before = this.#runs.get(key);
    if (before && !before.result) return;
    const run: Run = { result: undefined, watchers: new Set() };
    this.#runs.set(key, run);
    const planned = fate();
    if (!planned) return;
    this.#clock.after(planned.afterMs, () => {
      const exitCode = planned.exitCode();
      if (exitCode !== undefined) this.#end(run, exitCode);
    });
  }

  /** Calls back once the task has ended; at once when it has. */
  watch(key: string, onExit: (result: ExitResult) => void): void {
    const run = this.#runs.get(key);
    if (run?.result) onExit(run.result);
    else run?.watchers.add(onExit);
  }

  stop(key: string): void {
    const run = this.#runs.get(key);
    if (run) this.#clock.after(STOP_MS, () => this.#end(run, 0));
  }

  forget(key: string): void {
    if (this.#runs.get(key)?.result) this.#runs.delete(key);
  }

  /** Ends one task as a crash does. */
  fail(key: string): void {
    const run = this.#runs.get(key);
    if (run) this.#end(run, 1);
  }

  /** Everything is gone, and nobody is told. */
  powerOff(): void {
    this.#runs.clear();
  }

  #end(run: Run, exitCode: number): void {
    if (run.result) return;
    const result = { exitCode, signal: 0, oomKilled: false };
    run.result = result;
    for (const watcher of run.watchers) watcher(result);
  }
}
