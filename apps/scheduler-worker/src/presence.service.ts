import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Served } from '@steppe/event-log';
import { servePresence } from '@steppe/nest-kit';
import type { SchedulerWorkerOptions } from './scheduler-worker-options.ts';

/** Tells that this worker is there. */
export class PresenceService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #options: SchedulerWorkerOptions;
  #served: Served | undefined;

  constructor(options: SchedulerWorkerOptions) {
    this.#options = options;
  }

  onApplicationBootstrap(): void {
    const { store, instance } = this.#options;
    this.#served = servePresence(store.live, { service: 'scheduler-worker', instance });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#served?.stop();
  }
}
