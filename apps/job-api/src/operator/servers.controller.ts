import { Body, Controller, Delete, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { goDuration } from '@steppe/api-contract';
import { SteppeError } from '@steppe/domain';
import type { KnownServer } from '../agent/roster.ts';
import { Servers, TRAILING_ENTRIES_MAX } from '../agent/servers.service.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { Reads } from '../reads/reads.service.ts';

/**
 * What Nomad's tools ask of its consensus. There is no Raft: the log is NATS's, and any server answers for it. Each may
 * vote, and the one whose broker decides is the leader.
 */
@Controller('v1/operator')
export class ServersController {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(Servers) private readonly servers: Servers,
  ) {}

  @Get('raft/configuration')
  raft(): Record<string, unknown> {
    const leader = this.servers.leader()?.id;
    const servers = this.servers.all().map((server) => ({
      ID: server.id,
      Node: `${server.id}.${server.region}`,
      Address: server.rpcAddress,
      Leader: server.id === leader,
      Voter: true,
      RaftProtocol: '3',
    }));
    return { Servers: servers, Index: 0 };
  }

  /** NATS counts its servers by their configuration, so that none can be taken out of it here. */
  @Delete('raft/peer')
  removePeer(@Options() { query }: ReadOptions): never {
    const id = query.text('id') ?? '';
    if (id === '') throw invalid("Must specify the peer's ID to remove");
    if (!this.servers.all().some((server) => server.id === id)) throw notAPeer('id', id);
    throw notHere(`${id} is one of the servers that keep the log: stop its agent to take it out`);
  }

  /** Whoever has the broker's lease leads, and nobody can hand it on. */
  @Post('raft/transfer-leadership')
  @HttpCode(200)
  transferLeadership(@Options() { query }: ReadOptions): Record<string, unknown> {
    const [id, address] = [query.text('id') ?? '', query.text('address') ?? ''];
    if (id === '' && address === '') throw invalid('must specify id or address');
    const servers = this.servers.all();
    const wanted = servers.find((server) =>
      id === '' ? server.rpcAddress === address : server.id === id,
    );
    if (!wanted) throw id === '' ? notAPeer('address', address) : notAPeer('id', id);
    if (wanted.id !== this.servers.leader()?.id) {
      throw notHere('another server leads once the agent of the one that does is stopped');
    }
    const server = { ID: wanted.id, Address: wanted.rpcAddress };
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

  /** A server is well as long as its view of the log keeps up, and the cluster while all are. */
  @Get('autopilot/health')
  health(): Record<string, unknown> {
    const leader = this.servers.leader()?.id;
    const servers = this.servers.all();
    const wellCount = servers.filter(isWell).length;
    const majority = Math.floor(Math.max(servers.length, servers[0]?.expectedServers ?? 1) / 2) + 1;
    return {
      Healthy: wellCount === servers.length,
      FailureTolerance: Math.max(0, wellCount - majority),
      Leader: leader ?? '',
      Voters: servers.map(({ id }) => id),
      Servers: servers.map((server) => ({
        ID: server.id,
        Name: `${server.id}.${server.region}`,
        Address: server.rpcAddress,
        SerfStatus: server.status,
        Version: server.version,
        Leader: server.id === leader,
        LastContact: goDuration(server.silentForMs),
        LastTerm: 0,
        LastIndex: server.appliedSeq,
        Healthy: isWell(server),
        Voter: true,
        StableSince: new Date(server.stableSinceMs).toISOString(),
      })),
    };
  }

  /** Nomad's own answer where there is nothing to license. */
  @Get('license')
  @HttpCode(204)
  license(): void {
    // Nothing to say.
  }
}

function isWell({ status, isHealthy }: KnownServer): boolean {
  return status === 'alive' && isHealthy;
}

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
