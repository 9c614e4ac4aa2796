import { constants } from 'node:os';
import type { LogType } from '../logs/log-files.ts';
import type { ExitResult } from '../task-driver.ts';
import type { Timer } from '../timer.ts';
import type { MockCommand } from './mock-config.ts';

export interface MockRunOptions {
  readonly command: MockCommand;
  /** How long to go on: `run_for`, less what has passed already. */
  readonly runForMs: number;
  readonly timer: Timer;
  /** Must keep the order of its calls. */
  readonly write: (stream: LogType, text: string) => void;
}

/** Pretends to be a process: prints, and ends when its time has come or when it is told to. */
export class MockRun {
  readonly ended: Promise<ExitResult>;
  readonly #timer: Timer;
  readonly #settle: (result: ExitResult) => void;
  readonly #cancels: (() => void)[] = [];
  #result: ExitResult | undefined;

  constructor({ command, runForMs, timer, write }: MockRunOptions) {
    const { promise, resolve } = Promise.withResolvers<ExitResult>();
    this.ended = promise;
    this.#settle = resolve;
    this.#timer = timer;
    this.#print(
      command.stdout_string,
      command.stdout_repeat,
      command.stdout_repeat_duration,
      (text) => write('stdout', text),
    );
    this.#print(
      command.stderr_string,
      command.stderr_repeat,
      command.stderr_repeat_duration,
      (text) => write('stderr', text),
    );
    this.#later(runForMs, () => this.end(exitOf(command)));
  }

  get result(): ExitResult | undefined {
    return this.#result;
  }

  /** Ends as a process does that a signal kills, after `delayMs`. */
  kill(signal: NodeJS.Signals, delayMs: number): void {
    const number = constants.signals[signal];
    const result = { exitCode: 128 + number, signal: number, oomKilled: false };
    if (delayMs <= 0) this.end(result);
    else this.#later(delayMs, () => this.end(result));
  }

  end(result: ExitResult): void {
    if (this.#result !== undefined) return;
    this.#result = result;
    this.abandon();
    this.#settle(result);
  }

  /** Lets go without an end. */
  abandon(): void {
    for (const cancel of this.#cancels.splice(0)) cancel();
  }

  /** Writes a text at once, then `repeat` times more, each after `everyMs`. */
  #print(text: string, repeat: number, everyMs: number, write: (text: string) => void): void {
    if (text === '') return;
    write(text);
    if (repeat > 0) this.#later(everyMs, () => this.#print(text, repeat - 1, everyMs, write));
  }

  #later(delayMs: number, callback: () => void): void {
    this.#cancels.push(this.#timer.after(delayMs, callback));
  }
}

function exitOf({ exit_code, exit_signal, exit_err_msg }: MockCommand): ExitResult {
  const result = { exitCode: exit_code, signal: exit_signal, oomKilled: false };
  return exit_err_msg === '' ? result : { ...result, error: exit_err_msg };
}
