import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { LogType } from '../logs/log-files.ts';
import { isMissing } from '../system-error.ts';

const StreamCursor = z.object({
  /** Docker's time of the last message written, in its fixed form with nanoseconds, which sorts as text; empty for none. */
  time: z.string(),
  /** How many messages of just that time were written: the parts of a long line share theirs. */
  count: z.int().nonnegative(),
  /** Where the log files ended after it. */
  index: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
});
type StreamCursor = z.infer<typeof StreamCursor>;

const SavedCursor = z.object({
  containerId: z.string(),
  stdout: StreamCursor,
  stderr: StreamCursor,
});
type SavedCursor = z.infer<typeof SavedCursor>;

const NANOSECOND_TIME_CHARS = 30;
/** The streams' messages may reach Docker's file a little out of order, so reading resumes this much earlier. */
const OVERLAP_S = 5;

/**
 * Remembers how far a container's output was written to the log files, so that after a restart it goes on without
 * loss or repetition: the files are cut back to the saved position and the messages after it fetched again.
 */
export class LogCursor {
  readonly #path: string;
  readonly #saved: SavedCursor;
  /** Messages of the cursor's own time that the present connection has shown again. */
  readonly #repeated: Record<LogType, number> = { stdout: 0, stderr: 0 };

  private constructor(path: string, saved: SavedCursor) {
    this.#path = path;
    this.#saved = saved;
  }

  /** Reads what was saved for a container; undefined when nothing was. */
  static async load(path: string, containerId: string): Promise<LogCursor | undefined> {
    let content: string;
    try {
      content = await readFile(path, 'utf8');
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    const saved = SavedCursor.parse(JSON.parse(content));
    return saved.containerId === containerId ? new LogCursor(path, saved) : undefined;
  }

  static startOf(path: string, containerId: string): LogCursor {
    const start: StreamCursor = { time: '', count: 0, index: 0, bytes: 0 };
    return new LogCursor(path, { containerId, stdout: { ...start }, stderr: { ...start } });
  }

  /** Seconds since the epoch from which to fetch; 0 for everything. */
  get sinceSeconds(): number {
    const { stdout, stderr } = this.#saved;
    const newest = stdout.time > stderr.time ? stdout.time : stderr.time;
    return newest === '' ? 0 : Math.max(0, Math.floor(Date.parse(newest) / 1000) - OVERLAP_S);
  }

  position(stream: LogType): { readonly index: number; readonly bytes: number } {
    return this.#saved[stream];
  }

  /** To be called when reading begins anew, since messages of the last time then come again. */
  reconnected(): void {
    this.#repeated.stdout = 0;
    this.#repeated.stderr = 0;
  }

  /** Takes the time off a message and returns what is to be written; undefined for one that already was. */
  accept(stream: LogType, message: Buffer): Buffer | undefined {
    const time = message.toString('latin1', 0, NANOSECOND_TIME_CHARS);
    const data = message.subarray(NANOSECOND_TIME_CHARS + 1);
    const cursor = this.#saved[stream];
    if (time < cursor.time) return undefined;
    if (time > cursor.time) {
      cursor.time = time;
      cursor.count = 1;
      this.#repeated[stream] = 1;
      return data;
    }
    this.#repeated[stream] += 1;
    if (this.#repeated[stream] <= cursor.count) return undefined;
    cursor.count = this.#repeated[stream];
    return data;
  }

  written(stream: LogType, position: { readonly index: number; readonly bytes: number }): void {
    this.#saved[stream].index = position.index;
    this.#saved[stream].bytes = position.bytes;
  }

  /** Keeps the cursor on disk; a crash leaves the old one or the new one. */
  async save(): Promise<void> {
    const temporary = `${this.#path}.new`;
    await writeFile(temporary, JSON.stringify(this.#saved), { mode: 0o600 });
    await rename(temporary, this.#path);
  }
}
