import { statfs } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@steppe/nest-kit';

const POLL_MS = 5_000;
/** What the disk must have free before it is tried again: two of the largest entries. */
const ROOM_MIN_BYTES = 16 * 1024 * 1024;

/** After a failed write, waits until the disk has room again, and then has nats-server started anew. */
export class StoreRecovery {
  readonly #dir: string;
  readonly #restart: () => void;
  readonly #logger: Logger;
  readonly #pollMs: number;
  readonly #stopped = new AbortController();
  #isWaiting = false;

  constructor(options: {
    dir: string;
    restart: () => void;
    logger: Logger;
    pollMs?: number | undefined;
  }) {
    this.#dir = options.dir;
    this.#restart = options.restart;
    this.#logger = options.logger;
    this.#pollMs = options.pollMs ?? POLL_MS;
  }

  /** Once is enough until the restart. */
  begin(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#logger.error(
      { dir: this.#dir },
      'the log cannot be written: make room on this disk; nothing is taken until then',
    );
    void this.#restartOnceThereIsRoom();
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #restartOnceThereIsRoom(): Promise<void> {
    const { signal } = this.#stopped;
    do {
      await delay(this.#pollMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
    } while (!(await this.#hasRoom()));
    if (signal.aborted) return;
    this.#isWaiting = false;
    this.#logger.warn({ dir: this.#dir }, 'starting nats-server anew, to write the log again');
    this.#restart();
  }

  /** A disk that does not even say how full it is has none. */
  async #hasRoom(): Promise<boolean> {
    try {
      const { bavail, bsize } = await statfs(this.#dir);
      return bavail * bsize >= ROOM_MIN_BYTES;
    } catch {
      return false;
    }
  }
}
