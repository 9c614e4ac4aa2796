import type { Logger } from '@steppe/nest-kit';

/** The slice of the table that collecting needs. */
export interface EndedAllocs {
  /** The one that ended first in front. */
  ended(): readonly string[];
  remove(allocId: string): Promise<void>;
}

export interface EndedCollectorOptions {
  readonly table: EndedAllocs;
  /** So many are kept, for people to read their logs. */
  readonly keep: number;
  /** Whether the log knows of the allocation's end: until then it stays. */
  readonly isReported: (allocId: string) => boolean;
  readonly onRemoved: (allocId: string) => void;
  readonly logger: Logger;
}

/** Removes the allocations that ended longest ago, so that the disk does not fill. */
export class EndedCollector {
  readonly #options: EndedCollectorOptions;
  #collecting: Promise<void> = Promise.resolve();

  constructor(options: EndedCollectorOptions) {
    this.#options = options;
  }

  /** Resolves when no more are left than are to be kept. Never rejects: what can't be removed is tried the next time. */
  collect(): Promise<void> {
    this.#collecting = this.#collecting.then(() => this.#collectNow());
    return this.#collecting;
  }

  async #collectNow(): Promise<void> {
    const { table, keep, isReported, onRemoved, logger } = this.#options;
    const ended = table.ended();
    const surplus = ended.slice(0, Math.max(0, ended.length - keep)).filter(isReported);
    for (const allocId of surplus) {
      try {
        await table.remove(allocId);
        onRemoved(allocId);
      } catch (error) {
        logger.warn({ allocId, error: String(error) }, 'an ended allocation could not be removed');
      }
    }
  }
}
