import { statfs } from 'node:fs/promises';
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
  #timer: NodeJS.Timeout | undefined;

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
    if (this.#timer) return;
    this.#logger.error(
      { dir: this.#dir },
      'the log cannot be written: make room on this disk; nothing is taken until then',
    );
    this.#pollLater();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #pollLater(): void {
    this.#timer = setTimeout(() => void this.#poll(), this.#pollMs);
  }

  async #poll(): Promise<void> {
    if (!(await this.#hasRoom())) {
      this.#pollLater();
      return;
    }
    this.#timer = undefined;
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
