import { isMissing } from '../system-error.ts';
import { rotateInPlace } from './rotate-in-place.ts';
import type { RotatingLogOptions } from './rotating-log-writer.ts';

const CHECK_EVERY_MS = 1_000;

/**
 * Looks once a second at the log files that processes write by themselves, and rotates the full ones.
 * One timer serves all tasks. While no agent runs nobody rotates, so a file may then outgrow its limit.
 */
export class LogRotation {
  readonly #logs = new Map<string, readonly RotatingLogOptions[]>();
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #running = false;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  add(key: string, logs: readonly RotatingLogOptions[]): void {
    this.#logs.set(key, logs);
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
        await rotateInPlace(log);
      } catch (error) {
        // The allocation's directory may be removed meanwhile; anything else someone should know.
        if (!isMissing(error)) this.#onError(error);
      }
    }
    this.#running = false;
  }
}
