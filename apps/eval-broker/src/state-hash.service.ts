import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Served } from '@steppe/event-log';
import { serveStateHash } from '@steppe/nest-kit';
import type { EvalBrokerOptions } from './eval-broker-options.ts';

/** Tells the hash of this broker's view, standing by or not. */
export class StateHashService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #options: EvalBrokerOptions;
  #served: Served | undefined;

  constructor(options: EvalBrokerOptions) {
    this.#options = options;
  }

  onApplicationBootstrap(): void {
    const { store, projection, instance } = this.#options;
    this.#served = serveStateHash(store.live, projection, { service: 'eval-broker', instance });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#served?.stop();
  }
}
