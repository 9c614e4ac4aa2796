import type { AllocRunner, Time } from '@steppe/alloc-runner';
import type { Logger } from '@steppe/nest-kit';
import type { TaskDriver } from '@steppe/task-drivers';

export interface OrphanSweepOptions {
  readonly drivers: readonly TaskDriver[];
  readonly table: { get(allocId: string): Pick<AllocRunner, 'isDead'> | undefined };
  readonly time: Time;
  readonly logger: Logger;
  readonly periodMs: number;
  /** What is younger is spared: its start may be under way. */
  readonly graceMs: number;
}

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
    if (this.#isStopped) return;
    const { time, periodMs } = this.#options;
    this.#callOff = time.after(periodMs, () => {
      this.#sweeping = this.#sweep().finally(() => this.#wait());
    });
  }

  /** Never rejects: what can't be removed is tried the next time. */
  async #sweep(): Promise<void> {
    const { drivers, table, time, logger, graceMs } = this.#options;
    for (const driver of drivers) {
      try {
        const removed = await driver.removeOrphans?.({
          nowMs: time.nowMs(),
          graceMs,
          isKnown: ({ allocId }) => table.get(allocId)?.isDead === false,
        });
        for (const name of removed ?? []) {
          logger.warn({ driver: driver.name, name }, 'removed what no allocation owns');
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
