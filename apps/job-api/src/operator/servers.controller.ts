import { Controller, Get, HttpCode, Inject } from '@nestjs/common';
import type { EventStore } from '@steppe/event-log';
import { EVENT_STORE } from '@steppe/nest-kit';
import { rpcAddressOf } from '../agent/member.ts';
import type { AgentInfo } from '../ports.ts';
import { Reads } from '../reads/reads.service.ts';
import { AGENT } from '../tokens.ts';

/**
 * What Nomad's tools ask of its consensus. There is no Raft: the log is NATS's, and any server answers for it. So each
 * server tells of itself, as one that may vote and leads.
 */
@Controller('v1/operator')
export class ServersController {
  constructor(
    @Inject(AGENT) private readonly agent: AgentInfo,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  @Get('raft/configuration')
  raft(): Record<string, unknown> {
    const server = { ...this.#self(), Leader: true, Voter: true, RaftProtocol: '3' };
    return { Servers: [server], Index: 0 };
  }

  /** A server is well as long as its view of the log keeps up. */
  @Get('autopilot/health')
  async health(): Promise<Record<string, unknown>> {
    const lastSeq = await this.store.log.lastSeq();
    const appliedSeq = this.reads.state.seq;
    const isHealthy = lastSeq - appliedSeq <= TRAILING_ENTRIES_MAX;
    const { ID, Node, Address } = this.#self();
    return {
      Healthy: isHealthy,
      FailureTolerance: 0,
      Leader: ID,
      Voters: [ID],
      Servers: [
        {
          ID,
          Name: Node,
          Address,
          SerfStatus: 'alive',
          Version: this.agent.version,
          Leader: true,
          LastContact: '0s',
          LastTerm: 0,
          LastIndex: appliedSeq,
          Healthy: isHealthy,
          Voter: true,
          StableSince: '0001-01-01T00:00:00Z',
        },
      ],
    };
  }

  /** Nomad's own answer where there is nothing to license. */
  @Get('license')
  @HttpCode(204)
  license(): void {
    // Nothing to say.
  }

  #self(): { ID: string; Node: string; Address: string } {
    const { name, region } = this.agent;
    return { ID: name, Node: `${name}.${region}`, Address: rpcAddressOf(this.agent) };
  }
}

/** As Nomad's autopilot has it by default. */
const TRAILING_ENTRIES_MAX = 250;
