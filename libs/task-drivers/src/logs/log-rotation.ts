import { statSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing } from '../system-error.ts';
import { listLogFiles } from './log-files.ts';
import { rotateInPlace } from './rotate-in-place.ts';
import type { RotatingLogOptions } from './rotating-log-writer.ts';

const CHECK_EVERY_MS = 1_000;

interface WatchedLog {
  readonly options: RotatingLogOptions;
  /** The file being written; undefined when it must be looked up. */
  path: string | undefined;
}

/**
 * Looks once a second at the log files that processes write by themselves, and rotates the full ones.
 * One timer serves all tasks. While no agent runs nobody rotates, so a file may then outgrow its limit.
 */
export class LogRotation {
  readonly #logs = new Map<string, readonly WatchedLog[]>();
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #running = false;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  add(key: string, logs: readonly RotatingLogOptions[]): void {
    this.#logs.set(
      key,
      logs.map((options) => ({ options, path: undefined })),
    );
    this.#timer ??= setInterval(() => void this.#rotateAll(), CHECK_EVERY_MS).unref();
  }

  remove(key: string): void {
    this.#logs.delete(key);
    if (this.#logs.size === 0) this.close();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #rotateAll(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (const log of [...this.#logs.values()].flat()) {
      try {
        await rotateWhenFull(log);
      } catch (error) {
        log.path = undefined;
        // The allocation's directory may be removed meanwhile; anything else someone should know.
        if (!isMissing(error)) this.#onError(error);
      }
    }
    this.#running = false;
  }
}

async function rotateWhenFull(log: WatchedLog): Promise<void> {
  const { options } = log;
  log.path ??= await newestPath(options);
  if (log.path === undefined) return;
  // A look at a known file takes microseconds, less than handing it to a thread; with many tasks this adds up.
  if (statSync(log.path).size < options.maxFileBytes) return;
  await rotateInPlace(options);
  log.path = undefined;
}

async function newestPath({ dir, task, type }: RotatingLogOptions): Promise<string | undefined> {
  const newest = (await listLogFiles(dir, task, type)).at(-1);
  return newest === undefined ? undefined : join(dir, newest.name);
}
