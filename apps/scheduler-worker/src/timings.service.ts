import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Served } from '@steppe/event-log';
import { publishTimings, type Timings } from '@steppe/nest-kit';
import type { SchedulerWorkerOptions } from './scheduler-worker-options.ts';

/** Tells how long this worker took over its evaluations. */
export class TimingsService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #options: SchedulerWorkerOptions;
  readonly #timings: Timings;
  #served: Served | undefined;

  constructor(options: SchedulerWorkerOptions, timings: Timings) {
    this.#options = options;
    this.#timings = timings;
  }

  onApplicationBootstrap(): void {
    const { store, instance } = this.#options;
    const about = { service: 'scheduler-worker', instance };
    this.#served = publishTimings(store.live, about, this.#timings);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#served?.stop();
  }
}
