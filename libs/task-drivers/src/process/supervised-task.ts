import { type FSWatcher, watch } from 'node:fs';
import { DriverError } from '../driver-error.ts';
import { isOutOfWatches } from '../logs/directory-changes.ts';
import { settledWithin } from '../settled-within.ts';
import { errorCode } from '../system-error.ts';
import type { ExitResult } from '../task-driver.ts';
import { readExitFile } from './exit-file.ts';
import { isAlive, type ProcessIdentity } from './process-identity.ts';
import { killMembers, sendSignal } from './process-members.ts';

/** The file that the supervisor writes tells the end at once; this finds one that was killed with its task. */
const POLL_EVERY_MS = 5_000;
const KILL_TAKES_MAX_MS = 10_000;

/** What was lost: the supervisor was killed together with the task, or before it. */
const STATUS_LOST: ExitResult = {
  exitCode: 1,
  signal: 0,
  oomKilled: false,
  error: 'the exit status was lost: the process and its supervisor are gone',
};

export interface SupervisedTaskOptions {
  readonly leader: ProcessIdentity;
  /** Who gets signals. @default the leader */
  readonly target?: ProcessIdentity | undefined;
  /** Adds to the exit status what only the surroundings of the task tell. */
  readonly explain?: ((exit: ExitResult) => Promise<ExitResult>) | undefined;
  /** Entries of the environment that tell the task's processes from all others. */
  readonly marker: readonly string[];
  /** Where the supervisor leaves the exit status. */
  readonly stateDir: string;
  /** Told of failures to look at the task, which is then looked at again. */
  readonly onError: (error: unknown) => void;
}

/** One task run by the supervisor, started by this process or an earlier one. */
export class SupervisedTask {
  readonly leader: ProcessIdentity;
  readonly target: ProcessIdentity;
  /** Resolves once the task has ended. */
  readonly ended: Promise<ExitResult>;
  readonly #marker: readonly string[];
  readonly #stateDir: string;
  readonly #explain: (exit: ExitResult) => Promise<ExitResult>;
  readonly #onError: (error: unknown) => void;
  readonly #settle: (result: ExitResult) => void;
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;
  #seenDead = false;
  #result: ExitResult | undefined;

  constructor({ leader, target, explain, marker, stateDir, onError }: SupervisedTaskOptions) {
    this.leader = leader;
    this.target = target ?? leader;
    this.#explain = explain ?? (async (exit) => exit);
    this.#marker = marker;
    this.#stateDir = stateDir;
    this.#onError = onError;
    const { promise, resolve } = Promise.withResolvers<ExitResult>();
    this.ended = promise;
    this.#settle = resolve;
  }

  get result(): ExitResult | undefined {
    return this.#result;
  }

  /** Begins to watch for the end, which may have come already. */
  async watch(): Promise<void> {
    try {
      this.#watcher = watch(this.#stateDir, { persistent: false }, () => this.#look('hint'));
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch (error) {
      // Without watches left on the machine the timer alone still sees the end.
      if (!isOutOfWatches(errorCode(error))) throw error;
    }
    this.#timer = setInterval(() => this.#look('timer'), POLL_EVERY_MS).unref();
    await this.#check('hint');
  }

  /** Stops watching; the task goes on. */
  unwatch(): void {
    this.#watcher?.close();
    clearInterval(this.#timer);
  }

  /** @throws DriverError `TASK_NOT_RUNNING`. */
  signal(signal: NodeJS.Signals): void {
    if (this.#result === undefined && sendSignal(this.target.pid, signal)) return;
    throw new DriverError('TASK_NOT_RUNNING', 'the task is not running', { recoverable: false });
  }

  /** Asks the task's group to end, waits, then kills what is left of it. */
  async stop(signal: NodeJS.Signals, timeoutMs: number): Promise<void> {
    if (this.#result === undefined) {
      // Just after the start the process is not yet the leader of its group.
      const { pid } = this.target;
      if (!sendSignal(-pid, signal)) sendSignal(pid, signal);
      await settledWithin(this.ended, timeoutMs);
    }
    await this.kill();
  }

  /** @throws DriverError `UNAVAILABLE` when the kernel doesn't end the process, as while it waits for a dead disk. */
  async kill(): Promise<void> {
    await killMembers(this.leader, this.#marker);
    if (await settledWithin(this.ended, KILL_TAKES_MAX_MS)) return;
    throw new DriverError(
      'UNAVAILABLE',
      `process ${this.leader.pid} did not end within ${KILL_TAKES_MAX_MS / 1000}s of SIGKILL`,
      { recoverable: true },
    );
  }

  #look(cause: 'hint' | 'timer'): void {
    this.#check(cause).catch(this.#onError);
  }

  async #check(cause: 'hint' | 'timer'): Promise<void> {
    if (this.#result !== undefined) return;
    // The timer costs little while the task lives; the exit status is told by the directory's change.
    if (cause === 'timer' && (await isAlive(this.leader))) return;
    const exit = await readExitFile(this.#stateDir);
    if (exit !== undefined) return this.#end(await this.#explain(exit));
    if (cause === 'hint') return;
    // The supervisor writes the status a moment after the process is gone, so it has until the timer's next look.
    if (this.#seenDead) return this.#end(STATUS_LOST);
    this.#seenDead = true;
  }

  #end(result: ExitResult): void {
    if (this.#result !== undefined) return;
    this.#result = result;
    this.unwatch();
    this.#settle(result);
  }
}
