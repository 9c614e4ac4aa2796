import { type FileHandle, open, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { listLogFiles, logFileName, type LogType } from './log-files.ts';
import { pruneLogFiles } from './prune.ts';

export interface RotatingLogOptions {
  readonly dir: string;
  readonly task: string;
  readonly type: LogType;
  readonly maxFiles: number;
  readonly maxFileBytes: number;
}

/** Where a writer stands: the newest file and its size. Going back to it forgets all that was written later. */
export interface LogPosition {
  readonly index: number;
  readonly bytes: number;
}

const NEWLINE = 0x0a;

/**
 * Appends a task's output to its newest log file and goes on to the next one when that is full.
 * A line is kept in one file where it fits. Not for concurrent calls: await each before the next.
 */
export class RotatingLogWriter {
  readonly #options: RotatingLogOptions;
  #file: FileHandle | undefined;
  #index = 0;
  #bytes = 0;

  constructor(options: RotatingLogOptions) {
    this.#options = options;
  }

  get position(): LogPosition {
    return { index: this.#index, bytes: this.#bytes };
  }

  /** Opens the newest file, creating the first; with `at`, first returns to that position. */
  async open(at?: LogPosition): Promise<void> {
    if (at !== undefined) await this.#rewind(at);
    const { dir, task, type } = this.#options;
    const files = await listLogFiles(dir, task, type);
    await this.#openIndex(files.at(-1)?.index ?? 0);
  }

  async write(data: Buffer): Promise<void> {
    let rest = data;
    while (rest.length > 0) {
      const room = this.#options.maxFileBytes - this.#bytes;
      const size = sizeThatFits(rest, room, this.#bytes === 0);
      if (size === 0) {
        await this.#advance();
        continue;
      }
      await this.#file?.appendFile(rest.subarray(0, size));
      this.#bytes += size;
      rest = rest.subarray(size);
    }
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }

  async #rewind(at: LogPosition): Promise<void> {
    const { dir, task, type } = this.#options;
    for (const file of await listLogFiles(dir, task, type)) {
      const path = join(dir, file.name);
      if (file.index > at.index) await rm(path, { force: true });
      if (file.index === at.index) await truncate(path, at.bytes);
    }
  }

  async #advance(): Promise<void> {
    const { dir, task, type, maxFiles } = this.#options;
    await this.close();
    await this.#openIndex(this.#index + 1);
    await pruneLogFiles(dir, task, type, maxFiles);
  }

  async #openIndex(index: number): Promise<void> {
    const { dir, task, type } = this.#options;
    this.#file = await open(join(dir, logFileName(task, type, index)), 'a', 0o644);
    this.#index = index;
    this.#bytes = (await this.#file.stat()).size;
  }
}

/** Bytes of `data` to put into a file with `room` left: all, or up to the last line end, or what fits of an over-long line. */
function sizeThatFits(data: Buffer, room: number, fileIsEmpty: boolean): number {
  if (data.length <= room) return data.length;
  if (room <= 0) return 0;
  const lineEnd = data.lastIndexOf(NEWLINE, room - 1);
  if (lineEnd >= 0) return lineEnd + 1;
  return fileIsEmpty ? room : 0;
}
