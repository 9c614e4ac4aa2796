import { type FSWatcher, watch } from 'node:fs';

/** Whoever follows a silent file is told so often that the line is not dead, as Nomad does. */
const HEARTBEAT_MS = 1_000;

/** Tells its one reader of changes of an open file; where the system does not, it is looked at with each heartbeat. */
export class FileChanges {
  #watcher: FSWatcher | undefined;
  #changed = false;
  #wake: (() => void) | undefined;

  constructor(path: string) {
    try {
      this.#watcher = watch(path, { persistent: false }, () => {
        this.#changed = true;
        this.#wake?.();
      });
      this.#watcher.on('error', () => this.close());
    } catch (error) {
      if (!isOutOfWatches(error)) throw error;
    }
  }

  /** Resolves at a change with true, or after a heartbeat's time with false. */
  async next(signal: AbortSignal): Promise<boolean> {
    if (!this.#changed && !signal.aborted) await this.#sleep(signal);
    const changed = this.#changed;
    this.#changed = false;
    return changed;
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
      const timer = setTimeout(wake, HEARTBEAT_MS);
      signal.addEventListener('abort', wake, { once: true });
      this.#wake = wake;
    });
  }
}

/** The machine's limit of watches is a matter of its other programs, and the heartbeats find changes too. */
function isOutOfWatches(error: unknown): boolean {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode && (error.code === 'ENOSPC' || error.code === 'EMFILE');
}
