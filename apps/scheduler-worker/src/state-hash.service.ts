import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Served } from '@steppe/event-log';
import { serveStateHash } from '@steppe/nest-kit';
import type { SchedulerWorkerOptions } from './scheduler-worker-options.ts';

/** Tells the hash of this worker's view. */
export class StateHashService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #options: SchedulerWorkerOptions;
  #served: Served | undefined;

  constructor(options: SchedulerWorkerOptions) {
    this.#options = options;
  }

  onApplicationBootstrap(): void {
    const { store, projection, instance } = this.#options;
    this.#served = serveStateHash(store.live, projection, {
      service: 'scheduler-worker',
      instance,
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#served?.stop();
  }
}
