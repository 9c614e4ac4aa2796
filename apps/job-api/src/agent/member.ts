import type { AgentInfo } from '../ports.ts';

const DEFAULT_RPC_ADDRESS = '127.0.0.1:4647';

export function rpcAddressOf({ rpcAddress }: AgentInfo): string {
  return rpcAddress ?? DEFAULT_RPC_ADDRESS;
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

/** This server. The protocol numbers are Nomad's: its clients print them. */
export function memberOf(agent: AgentInfo): Member {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(rpcAddressOf(agent)) ?? [];
  return {
    Name: `${agent.name}.${agent.region}`,
    Addr: host,
    Port: Number(port) + 1,
    Tags: {
      role: 'nomad',
      region: agent.region,
      dc: agent.datacenter,
      build: agent.version,
      steppe: agent.steppeVersion ?? '',
      revision: '',
      vsn: '1',
      raft_vsn: '3',
      bootstrap: '1',
      expect: '1',
      id: agent.name,
      port,
      rpc_addr: host,
    },
    Status: 'alive',
    ProtocolMin: 1,
    ProtocolMax: 5,
    ProtocolCur: 2,
    DelegateMin: 2,
    DelegateMax: 5,
    DelegateCur: 4,
  };
}
