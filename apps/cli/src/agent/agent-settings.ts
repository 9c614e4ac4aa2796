import type { FlagSpec } from '../flags/flag-spec.ts';

/** A flag of `steppe agent` that stands for a setting of the configuration. */
export interface AgentSetting {
  /** Where the configuration has it, e.g. `client.alloc_dir`. */
  readonly path: string;
  /** A number stays text when it is none, so that the configuration's own check names the fault. */
  readonly kind: 'text' | 'number' | 'bool' | 'texts' | 'comma list' | 'key=value';
  readonly help: string;
}

const setting = (path: string, kind: AgentSetting['kind'], help: string): AgentSetting => ({
  path,
  kind,
  help,
});

const COMMON: Readonly<Record<string, AgentSetting>> = {
  'acl-enabled': setting('acl.enabled', 'bool', 'Ask for a token, and allow what it may.'),
  'acl-replication-token': setting(
    'acl.replication_token',
    'text',
    'Taken for compatibility: there is one region.',
  ),
  bind: setting('bind_addr', 'text', 'Address to listen on.'),
  'data-dir': setting('data_dir', 'text', 'Directory for what the agent keeps.'),
  dc: setting('datacenter', 'text', 'Datacenter.'),
  'log-include-location': setting(
    'log_include_location',
    'bool',
    'Taken for compatibility; it has no effect.',
  ),
  'log-json': setting('log_json', 'bool', 'Log JSON.'),
  'log-level': setting('log_level', 'text', 'TRACE, DEBUG, INFO, WARN, ERROR or OFF.'),
  node: setting('name', 'text', 'Name of this agent. Default: the host name.'),
  'plugin-dir': setting('plugin_dir', 'text', 'Directory of plug-ins.'),
  region: setting('region', 'text', 'Region.'),
  'http-port': setting('ports.http', 'number', 'Port of the HTTP API.'),
  eventlog: setting('eventlog.enabled', 'bool', 'Taken for compatibility; it has no effect.'),
  'eventlog-level': setting('eventlog.level', 'text', 'Taken for compatibility; it has no effect.'),
};

const SERVER: Readonly<Record<string, AgentSetting>> = {
  server: setting('server.enabled', 'bool', 'Be a server.'),
  'bootstrap-expect': setting(
    'server.bootstrap_expect',
    'number',
    'How many servers there are: 1 or 3.',
  ),
  encrypt: setting('server.encrypt', 'text', 'Key of the gossip, which Steppe does not have.'),
  join: setting('server.start_join', 'texts', 'Server to join; may be given several times.'),
  'retry-join': setting(
    'server.server_join.retry_join',
    'texts',
    'Server to join, until it is there; may be given several times.',
  ),
  'retry-interval': setting('server.server_join.retry_interval', 'text', 'Time between two tries.'),
  'retry-max': setting('server.server_join.retry_max', 'number', 'How many tries; 0: no end.'),
  rejoin: setting(
    'server.rejoin_after_leave',
    'bool',
    'Taken for compatibility: a server always joins again.',
  ),
  'raft-protocol': setting(
    'server.raft_protocol',
    'number',
    'Taken for compatibility; it has no effect.',
  ),
};

const CLIENT: Readonly<Record<string, AgentSetting>> = {
  client: setting('client.enabled', 'bool', 'Be a client.'),
  'alloc-dir': setting('client.alloc_dir', 'text', 'Directory of the allocations.'),
  'alloc-mounts-dir': setting(
    'client.alloc_mounts_dir',
    'text',
    'Taken for compatibility; it has no effect.',
  ),
  'host-volume-plugin-dir': setting(
    'client.host_volume_plugin_dir',
    'text',
    'Directory of what makes host volumes.',
  ),
  'host-volumes-dir': setting('client.host_volumes_dir', 'text', 'Directory of host volumes.'),
  meta: setting('client.meta', 'key=value', 'key=value of this node; may be given several times.'),
  'network-interface': setting(
    'client.network_interface',
    'text',
    'Interface whose address tasks get.',
  ),
  'network-speed': setting(
    'client.network_speed',
    'number',
    'Taken for compatibility; it has no effect.',
  ),
  'node-class': setting('client.node_class', 'text', 'Class of this node.'),
  'node-pool': setting('client.node_pool', 'text', 'Pool of this node.'),
  'preferred-address-family': setting(
    'client.preferred_address_family',
    'text',
    'Taken for compatibility; it has no effect.',
  ),
  servers: setting(
    'client.servers',
    'comma list',
    'Servers that a client joins, separated by commas.',
  ),
  'state-dir': setting('client.state_dir', 'text', "Directory of the client's state."),
};

/** What Nomad's agent takes of Consul and Vault, which the configuration reads and warns of. */
const INTEGRATION_FLAGS = {
  bool: 'consul-auto-advertise consul-checks-use-advertise consul-client-auto-join consul-server-auto-join consul-ssl consul-verify-ssl vault-enabled vault-tls-skip-verify',
  number:
    'consul-client-failures-before-critical consul-client-failures-before-warning consul-server-failures-before-critical consul-server-failures-before-warning',
  text: 'consul-address consul-auth consul-ca-file consul-cert-file consul-client-http-check-name consul-client-service-name consul-key-file consul-server-http-check-name consul-server-rpc-check-name consul-server-serf-check-name consul-server-service-name consul-token vault-address vault-ca-file vault-ca-path vault-cert-file vault-create-from-role vault-key-file vault-namespace vault-tls-server-name',
} as const;

const KINDS = ['bool', 'number', 'text'] as const;

const INTEGRATIONS: Readonly<Record<string, AgentSetting>> = Object.fromEntries(
  KINDS.flatMap((kind) =>
    INTEGRATION_FLAGS[kind].split(' ').map((flag) => {
      const [, block, name = ''] = /^(consul|vault)-(.+)$/.exec(flag) ?? [];
      const path = `${block}.${name.replaceAll('-', '_')}`;
      return [flag, setting(path, kind, `As ${path} in the configuration; it has no effect.`)];
    }),
  ),
);

export const AGENT_SETTINGS: Readonly<Record<string, AgentSetting>> = {
  ...COMMON,
  ...SERVER,
  ...CLIENT,
  ...INTEGRATIONS,
};

/** How the flag of a setting is given. */
export function flagOf({ kind, help }: AgentSetting): FlagSpec {
  if (kind === 'bool') return { type: 'boolean', help };
  const isRepeated = kind === 'texts' || kind === 'key=value';
  return { type: 'string', help, ...(isRepeated ? { multiple: true } : {}) };
}
