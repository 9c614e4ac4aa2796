import { Body, Controller, Delete, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { SteppeError } from '@steppe/domain';
import type { EventStore } from '@steppe/event-log';
import { EVENT_STORE } from '@steppe/nest-kit';
import { rpcAddressOf } from '../agent/member.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
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

  /** The one server that is known cannot be removed: it would be the one that answers. */
  @Delete('raft/peer')
  removePeer(@Options() { query }: ReadOptions): never {
    const id = query.text('id') ?? '';
    if (id === '') throw invalid("Must specify the peer's ID to remove");
    if (id !== this.#self().ID) throw notAPeer('id', id);
    throw notHere(`${id} is the server that answers: stop its agent to take it out`);
  }

  /** Every server leads, so whoever is to lead does so already. */
  @Post('raft/transfer-leadership')
  @HttpCode(200)
  transferLeadership(@Options() { query }: ReadOptions): Record<string, unknown> {
    const { ID, Address } = this.#self();
    const [id, address] = [query.text('id') ?? '', query.text('address') ?? ''];
    if (id === '' && address === '') throw invalid('must specify id or address');
    if (id !== '' && id !== ID) throw notAPeer('id', id);
    if (address !== '' && address !== Address) throw notAPeer('address', address);
    const server = { ID, Address };
    return { From: server, To: server, Noop: true, Err: null };
  }

  /** Nomad's defaults: nothing acts on them, since NATS looks after its own servers. */
  @Get('autopilot/configuration')
  autopilot(): Record<string, unknown> {
    return {
      LastContactThreshold: '200ms',
      ServerStabilizationTime: '10s',
      CleanupDeadServers: true,
      MaxTrailingLogs: TRAILING_ENTRIES_MAX,
      MinQuorum: 0,
      EnableRedundancyZones: false,
      DisableUpgradeMigration: false,
      EnableCustomUpgrades: false,
      CreateIndex: 1,
      ModifyIndex: 1,
    };
  }

  @Post('autopilot/configuration')
  changeAutopilot(@Body() body: unknown): never {
    if (typeof body !== 'string' || body === '') {
      throw invalid('Error parsing autopilot config: Request body is empty');
    }
    throw notHere('there is no autopilot to configure: NATS looks after its own servers');
  }

  /** No job's tasks get anything of Vault, so none has to change for it. */
  @Get('upgrade-check/vault-workload-identity')
  vaultIdentities(): Record<string, unknown> {
    return {
      JobsWithoutVaultIdentity: [],
      OutdatedNodes: [],
      VaultTokens: null,
      Index: this.reads.state.seq,
      LastContact: 0,
      KnownLeader: true,
      NextToken: '',
    };
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

function invalid(message: string): SteppeError {
  return new SteppeError('REQUEST_INVALID', message);
}

function notHere(message: string): SteppeError {
  return new SteppeError('NOT_IMPLEMENTED', message);
}

/** Nomad's words. */
function notAPeer(name: string, value: string): SteppeError {
  return invalid(`${name} ${JSON.stringify(value)} was not found in the Raft configuration`);
}
