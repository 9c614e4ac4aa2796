import { type FSWatcher, watch } from 'node:fs';
import { errorCode, isMissing } from '../system-error.ts';

const POLL_EVERY_MS = 500;

/**
 * Wakes its one reader when something in a directory changes. Where changes aren't told (network file systems,
 * no watches left, directory not there yet) it wakes at least twice a second.
 */
export class DirectoryChanges {
  readonly #dir: string;
  #watcher: FSWatcher | undefined;
  #changed = true;
  #wake: (() => void) | undefined;

  constructor(dir: string) {
    this.#dir = dir;
    this.#watch();
  }

  /** Resolves at the next change, at once if there was one since the last call; or when `signal` aborts. */
  async next(signal: AbortSignal): Promise<void> {
    if (!this.#changed && !signal.aborted) await this.#sleep(signal);
    this.#changed = false;
    if (this.#watcher === undefined) this.#watch();
  }

  close(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  #sleep(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(wake, POLL_EVERY_MS);
      signal.addEventListener('abort', wake, { once: true });
      this.#wake = wake;
    });
  }

  #watch(): void {
    try {
      this.#watcher = watch(this.#dir, { persistent: false }, () => {
        this.#changed = true;
        this.#wake?.();
      });
      this.#watcher.on('error', () => this.close());
    } catch (error) {
      if (!isMissing(error) && !isOutOfWatches(errorCode(error))) throw error;
    }
  }
}

/** The machine's limit of watches is a matter of its other programs, so there is always another way. */
export function isOutOfWatches(code: string): boolean {
  return code === 'ENOSPC' || code === 'EMFILE';
}
