import type { AllocRunner, Time } from '@steppe/alloc-runner';
import type { Logger } from '@steppe/nest-kit';
import type { TaskDriver } from '@steppe/task-drivers';
import type { OrphanSettings } from '../config.ts';

export interface OrphanSweepOptions {
  readonly drivers: readonly TaskDriver[];
  readonly table: { get(allocId: string): Pick<AllocRunner, 'isDead'> | undefined };
  readonly time: Time;
  readonly logger: Logger;
  readonly settings: OrphanSettings;
}

const DEFAULT_MS = 300_000;
const REMOVED = 'removed what no allocation owns';
const LEFT = 'no allocation owns this, and it is left alone as in a dry run';

/** Removes, from time to time, what drivers run for this node and no allocation owns, as a crash may leave it. */
export class OrphanSweep {
  readonly #options: OrphanSweepOptions;
  #callOff: () => void = () => undefined;
  #sweeping: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(options: OrphanSweepOptions) {
    this.#options = options;
    this.#wait();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#callOff();
    await this.#sweeping;
  }

  #wait(): void {
    const { time, settings } = this.#options;
    const { isEnabled = true, periodMs = DEFAULT_MS } = settings;
    if (this.#isStopped || !isEnabled) return;
    this.#callOff = time.after(periodMs, () => {
      this.#sweeping = this.#sweep().finally(() => this.#wait());
    });
  }

  /** Never rejects: what can't be removed is tried the next time. */
  async #sweep(): Promise<void> {
    const { drivers, table, time, logger, settings } = this.#options;
    const { graceMs = DEFAULT_MS, isDryRun = false } = settings;
    for (const driver of drivers) {
      try {
        const removed = await driver.removeOrphans?.({
          nowMs: time.nowMs(),
          graceMs,
          isDryRun,
          isKnown: ({ allocId }) => table.get(allocId)?.isDead === false,
        });
        for (const name of removed ?? []) {
          logger.warn({ driver: driver.name, name }, isDryRun ? LEFT : REMOVED);
        }
      } catch (error) {
        logger.warn(
          { driver: driver.name, error: String(error) },
          'orphans could not be looked for',
        );
      }
    }
  }
}
