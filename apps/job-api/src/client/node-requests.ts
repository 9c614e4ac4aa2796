import { Inject, Injectable } from '@nestjs/common';
import { type AllocationRow, SteppeError, token } from '@steppe/domain';
import { type EventStore, type Served } from '@steppe/event-log';
import { EVENT_STORE } from '@steppe/nest-kit';
import type { AgentInfo } from '../ports.ts';
import { checkUuid } from '../reads/ids.ts';
import { Reads } from '../reads/reads.service.ts';
import { AGENT } from '../tokens.ts';

const ANSWER_TIMEOUT_MS = 10_000;

/** Asks agents for what only they know: logs and statistics of what runs. Nothing of it is kept. */
@Injectable()
export class NodeRequests {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(AGENT) private readonly agent: AgentInfo,
  ) {}

  /** @throws SteppeError `REQUEST_INVALID` when no node is named, and this agent runs none. */
  nodeIdOf(asked: string | undefined): string {
    const nodeId = asked || this.agent.nodeId;
    if (nodeId !== undefined) return nodeId;
    throw new SteppeError('REQUEST_INVALID', 'No local Node and node_id not provided');
  }

  /** @throws SteppeError `REQUEST_INVALID`, or `ALLOCATION_NOT_FOUND` in Nomad's words. */
  allocation(allocId: string): AllocationRow {
    checkUuid(allocId, 'alloc');
    const row = this.reads.state.allocs.get(allocId);
    if (row) return row;
    throw new SteppeError('ALLOCATION_NOT_FOUND', `Unknown allocation "${allocId}"`);
  }

  /**
   * @param name e.g. `stats`.
   * @throws SteppeError `NODE_NOT_FOUND`, `NODE_UNREACHABLE`, `TIMEOUT`, or what the agent throws.
   */
  async ask(nodeId: string, name: string, payload: unknown): Promise<unknown> {
    if (!this.reads.state.nodes.has(nodeId)) {
      throw new SteppeError('NODE_NOT_FOUND', `Unknown node ${nodeId}`);
    }
    return this.store.live.request(subjectOf(nodeId, name), payload, {
      timeoutMs: ANSWER_TIMEOUT_MS,
    });
  }

  /** What a busy core of a node gives; 0 when the node is not known. */
  mhzPerCore(nodeId: string): number {
    const resources = this.reads.state.nodes.get(nodeId)?.node.resources;
    return resources === undefined ? 0 : resources.cpuMhz / Math.max(1, resources.cpuCores);
  }

  /** The device that holds the allocations of a node; empty when it is not known. */
  volume(nodeId: string): string {
    const attributes = this.reads.state.nodes.get(nodeId)?.node.attributes;
    return attributes?.['unique.storage.volume'] ?? '';
  }

  stream(
    nodeId: string,
    name: string,
    { payload, signal }: { payload: unknown; signal: AbortSignal },
  ): AsyncIterable<Uint8Array> {
    return this.store.live.requestStream(subjectOf(nodeId, name), payload, {
      timeoutMs: ANSWER_TIMEOUT_MS,
      signal,
    });
  }

  /** Serves what a command that an agent runs is to read; the agent asks for it by the session's name. */
  serveInput(sessionId: string, frames: () => AsyncIterable<Uint8Array>): Served {
    return this.store.live.serveStream(`exec-input.${sessionId}`, frames);
  }
}

function subjectOf(nodeId: string, name: string): string {
  return `agent.${token(nodeId)}.${name}`;
}
