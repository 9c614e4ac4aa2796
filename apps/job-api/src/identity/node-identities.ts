import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { SteppeError } from '@steppe/domain';
import { type EventStore, type Projection, type Served } from '@steppe/event-log';
import {
  EVENT_STORE,
  type NodeIdentityAnswer,
  PROJECTION,
  serveNodeIdentities,
} from '@steppe/nest-kit';
import type { AgentInfo } from '../ports.ts';
import { AGENT } from '../tokens.ts';
import { OWN_AUDIENCE, TokenSigner } from './token-signer.ts';

/** How long an identity is valid where its node's pool says nothing. */
const TTL_MS = 86_400_000;

/** Says of nodes who they are, signed with the root key. */
@Injectable()
export class NodeIdentities implements OnModuleInit, OnModuleDestroy {
  #served: Served | undefined;

  constructor(
    @Inject(TokenSigner) private readonly signer: TokenSigner,
    @Inject(PROJECTION) private readonly projection: Projection,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(AGENT) private readonly agent: AgentInfo,
  ) {}

  onModuleInit(): void {
    this.#served = serveNodeIdentities(this.store.live, (nodeId) => this.sign(nodeId));
  }

  async onModuleDestroy(): Promise<void> {
    await this.#served?.stop();
  }

  /** @throws SteppeError `NODE_NOT_FOUND`. */
  async sign(nodeId: string): Promise<NodeIdentityAnswer> {
    const { nodes, nodePools } = this.projection.state;
    const node = nodes.get(nodeId)?.node;
    if (!node) throw new SteppeError('NODE_NOT_FOUND', `Unknown node ${nodeId}`);
    const { nodePool, datacenter } = node;
    const ttlMs = nodePools.get(nodePool)?.pool.identityTtlMs ?? TTL_MS;
    const token = await this.signer.sign({
      claims: {
        nomad_node_id: nodeId,
        nomad_node_pool: nodePool,
        nomad_node_datacenter: datacenter,
      },
      subject: ['node', this.agent.region, nodePool, nodeId, 'default'].join(':'),
      audience: OWN_AUDIENCE,
      ttlMs,
    });
    return { token, ttlMs };
  }
}
