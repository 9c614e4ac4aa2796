import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { assert } from '@steppe/domain';
import type { NodeAgentOptions } from './config.ts';
import { OpenedNode } from './opened-node.ts';

/** Ties the node to the application's life. */
export class NodeAgentService implements OnApplicationBootstrap, OnApplicationShutdown {
  /** Whether tasks end with the agent. */
  stopsTasks = false;
  readonly #options: NodeAgentOptions;
  #node: OpenedNode | undefined;

  constructor(options: NodeAgentOptions) {
    this.#options = options;
  }

  get node(): OpenedNode {
    assert(this.#node !== undefined, 'the node is asked for before it is open');
    return this.#node;
  }

  async onApplicationBootstrap(): Promise<void> {
    this.#node = await OpenedNode.open(this.#options);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#node?.close({ stopsTasks: this.stopsTasks });
  }
}
