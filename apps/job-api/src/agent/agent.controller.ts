import { Controller, Get, Inject } from '@nestjs/common';
import { SteppeError } from '@steppe/domain';
import { Options, type ReadOptions } from '../http/read-options.ts';
import type { AclSettings, AgentInfo } from '../ports.ts';
import { Reads } from '../reads/reads.service.ts';
import { ACL, AGENT } from '../tokens.ts';
import { memberOf } from './member.ts';
import { Servers } from './servers.service.ts';

const OK = { message: 'ok', ok: true };

@Controller('v1/agent')
export class AgentController {
  constructor(
    @Inject(AGENT) private readonly agent: AgentInfo,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(ACL) private readonly acl: AclSettings,
    @Inject(Servers) private readonly servers: Servers,
  ) {}

  @Get('self')
  self(): Record<string, unknown> {
    const { name, region, datacenter, version, nodeId } = this.agent;
    const seq = String(this.reads.state.seq);
    const leader = this.servers.leader();
    const all = this.servers.all();
    const own = all.find(({ id }) => id === name);
    return {
      config: {
        Region: region,
        Datacenter: datacenter,
        NodeName: name,
        Version: { Version: version, VersionPrerelease: '', VersionMetadata: '', Revision: '' },
        Server: { Enabled: true },
        Client: { Enabled: nodeId !== undefined },
        ACL: { Enabled: this.acl.enabled },
        UI: { Enabled: false, ShowCLIHints: false },
        ...this.agent.config,
      },
      member: own && memberOf(own),
      stats: {
        nomad: {
          server: 'true',
          leader: String(leader?.id === name),
          leader_addr: leader?.rpcAddress ?? '',
          known_regions: '1',
          bootstrap: String(own?.expectedServers === 1),
        },
        // As many as are members besides this one: tools that check a server ask for it.
        raft: { num_peers: String(all.length - 1) },
        log: { last_seq: seq, applied_seq: seq },
        ...(nodeId === undefined ? {} : { client: { node_id: nodeId } }),
        ...this.agent.stats,
      },
    };
  }

  @Get('members')
  members(): Record<string, unknown> {
    const { name, region, datacenter } = this.agent;
    return {
      ServerName: name,
      ServerRegion: region,
      ServerDC: datacenter,
      Members: this.servers.all().map(memberOf),
    };
  }

  @Get('servers')
  addresses(): string[] {
    return this.servers.all().map(({ rpcAddress }) => rpcAddress);
  }

  @Get('health')
  health(@Options() { query }: ReadOptions): Record<string, unknown> {
    const type = query.text('type') ?? '';
    const hasClient = this.agent.nodeId !== undefined;
    if (type === 'client' && !hasClient) {
      const text = JSON.stringify({ client: { ok: false, message: 'client not enabled' } });
      throw new SteppeError('DEPENDENCY_MISSING', text);
    }
    return {
      ...(type === 'client' ? {} : { server: OK }),
      ...(type === 'server' || !hasClient ? {} : { client: OK }),
    };
  }
}
