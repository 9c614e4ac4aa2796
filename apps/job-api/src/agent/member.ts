import type { AgentInfo } from '../ports.ts';
import type { KnownServer } from './roster.ts';

const DEFAULT_RPC_ADDRESS = '127.0.0.1:4647';

export function rpcAddressOf({ rpcAddress }: Pick<AgentInfo, 'rpcAddress'>): string {
  return rpcAddress ?? DEFAULT_RPC_ADDRESS;
}

/** Where other servers find this one; beside the port of the log unless it is said. */
export function serfPortOf({ rpcAddress, serfPort }: AgentInfo): number {
  return serfPort ?? hostAndPort(rpcAddressOf({ rpcAddress })).port + 1;
}

/** A server as `server members` lists it. */
export interface Member {
  Name: string;
  Addr: string;
  Port: number;
  Tags: Record<string, string>;
  Status: string;
  ProtocolMin: number;
  ProtocolMax: number;
  ProtocolCur: number;
  DelegateMin: number;
  DelegateMax: number;
  DelegateCur: number;
}

/** The protocol numbers are Nomad's: its clients print them. */
export function memberOf(server: KnownServer): Member {
  const { host, port } = hostAndPort(server.rpcAddress);
  return {
    Name: `${server.id}.${server.region}`,
    Addr: host,
    Port: server.serfPort,
    Tags: {
      role: 'nomad',
      region: server.region,
      dc: server.datacenter,
      build: server.version,
      steppe: server.steppeVersion,
      revision: '',
      vsn: '1',
      raft_vsn: '3',
      ...(server.expectedServers === 1 ? { bootstrap: '1' } : {}),
      expect: String(server.expectedServers),
      id: server.id,
      port: String(port),
      rpc_addr: host,
    },
    Status: server.status,
    ProtocolMin: 1,
    ProtocolMax: 5,
    ProtocolCur: 2,
    DelegateMin: 2,
    DelegateMax: 5,
    DelegateCur: 4,
  };
}

function hostAndPort(address: string): { host: string; port: number } {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(address) ?? [];
  return { host, port: Number(port) };
}
