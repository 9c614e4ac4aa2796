import type { LogType } from '../logs/log-files.ts';
import { RotatingLogWriter } from '../logs/rotating-log-writer.ts';
import { logOptions, type TaskLogs } from '../logs/task-logs.ts';

/** Writes what mock tasks print to their log files, in order. */
export class MockLog {
  readonly #writers: Readonly<Record<LogType, RotatingLogWriter>>;
  readonly #disabled: boolean;
  #written: Promise<void>;

  constructor(logs: TaskLogs) {
    this.#disabled = logs.disabled;
    this.#writers = {
      stdout: new RotatingLogWriter(logOptions(logs, 'stdout')),
      stderr: new RotatingLogWriter(logOptions(logs, 'stderr')),
    };
    this.#written = logs.disabled ? Promise.resolve() : this.#open();
  }

  write(stream: LogType, text: string): void {
    if (this.#disabled) return;
    this.#written = this.#written.then(() => this.#writers[stream].write(Buffer.from(text)));
  }

  /** Resolves when everything written so far is in the files. @throws what writing threw. */
  async flush(): Promise<void> {
    await this.#written;
  }

  async close(): Promise<void> {
    await this.#written;
    await this.#writers.stdout.close();
    await this.#writers.stderr.close();
  }

  async #open(): Promise<void> {
    await this.#writers.stdout.open();
    await this.#writers.stderr.open();
  }
}
