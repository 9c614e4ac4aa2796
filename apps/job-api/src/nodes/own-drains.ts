import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { EventStore, Served } from '@steppe/event-log';
import { EVENT_STORE, serveOwnDrains } from '@steppe/nest-kit';
import { NodeWriter } from './node-writer.ts';

/** Drains nodes whose agents are about to stop, and ask for it. */
@Injectable()
export class OwnDrains implements OnModuleInit, OnModuleDestroy {
  #served: Served | undefined;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(NodeWriter) private readonly nodes: NodeWriter,
  ) {}

  onModuleInit(): void {
    this.#served = serveOwnDrains(this.store.live, async ({ nodeId, ...drain }) => {
      await this.nodes.drain(nodeId, {
        drain,
        markEligible: false,
        meta: { message: 'shutting down' },
      });
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.#served?.stop();
  }
}
