import { CLIENT_PERMISSIONS } from './nats-permissions.ts';
import type { RpcTls } from '../config/tls-settings.ts';

/** How durable an acknowledged event is on one server; docs/reference/configuration.md says what each costs. */
export type Durability = 'strict' | 'relaxed';

export interface NatsOptions {
  /** Unique in the cluster. */
  readonly serverName: string;
  readonly host: string;
  readonly port: number;
  readonly storeDir: string;
  readonly pidFile: string;
  readonly durability: Durability;
  /** Set for a server that is one of several. */
  readonly cluster: NatsCluster | undefined;
  /** Absent: whoever reaches the port may do everything. */
  readonly tls?: NatsTls | undefined;
}

export interface NatsCluster {
  readonly port: number;
  readonly routes: readonly string[];
  /** What servers show each other; empty: nothing. */
  readonly secret: string;
}

export interface NatsTls extends RpcTls {
  readonly region: string;
  readonly handshakeTimeoutMs: number;
}

/** The largest entry: a job with its templates inlined, or the placements of a large plan on one node. */
const PAYLOAD_MAX_BYTES = 8 * 1024 * 1024;

/** Writes nats-server's configuration. Strings are quoted as JSON, which its format understands. */
export function natsConfig(options: NatsOptions): string {
  const { serverName, host, port, storeDir, pidFile, durability, cluster, tls } = options;
  const lines = [
    `server_name: ${quote(serverName)}`,
    `host: ${quote(host)}`,
    `port: ${port}`,
    `pid_file: ${quote(pidFile)}`,
    `max_payload: ${PAYLOAD_MAX_BYTES}`,
    'jetstream {',
    `  store_dir: ${quote(storeDir)}`,
    // Every acknowledged event is on disk before its acknowledgement; relaxed leaves that to the kernel.
    ...(durability === 'strict' ? ['  sync_interval: always'] : []),
    '}',
  ];
  if (tls) {
    // The name in a certificate says which of the users its holder is.
    lines.push(
      'tls {',
      ...tlsLines(tls),
      '  verify_and_map: true',
      '}',
      ...authorizationLines(tls),
    );
  }
  if (cluster) lines.push(...clusterLines(cluster, { host, tls }));
  return `${lines.join('\n')}\n`;
}

const quote = JSON.stringify;

function tlsLines({ caFile, certFile, keyFile, handshakeTimeoutMs }: NatsTls): string[] {
  return [
    `  ca_file: ${quote(caFile)}`,
    `  cert_file: ${quote(certFile)}`,
    `  key_file: ${quote(keyFile)}`,
    `  timeout: ${handshakeTimeoutMs / 1_000}`,
  ];
}

function authorizationLines({ region }: NatsTls): string[] {
  const { publish, subscribe } = CLIENT_PERMISSIONS;
  return [
    'authorization {',
    '  users: [',
    `    { user: ${quote(`server.${region}.nomad`)} }`,
    `    { user: ${quote(`client.${region}.nomad`)}, permissions: {`,
    `      publish: { allow: ${quote(publish)} }`,
    `      subscribe: { allow: ${quote(subscribe)} }`,
    '    } }',
    '  ]',
    '}',
  ];
}

function clusterLines(
  { port, routes, secret }: NatsCluster,
  { host, tls }: Pick<NatsOptions, 'host' | 'tls'>,
): string[] {
  const credentials = secret === '' ? '' : `${ROUTE_USER}:${encodeURIComponent(secret)}@`;
  const urls = routes.map((route) => quote(`nats://${credentials}${route}`));
  return [
    'cluster {',
    '  name: steppe',
    `  host: ${quote(host)}`,
    `  port: ${port}`,
    ...(secret === ''
      ? []
      : [`  authorization { user: ${ROUTE_USER}, password: ${quote(secret)} }`]),
    ...(tls ? ['  tls {', ...tlsLines(tls), '  verify: true', '  }'] : []),
    `  routes: [${urls.join(', ')}]`,
    '}',
  ];
}

const ROUTE_USER = 'steppe';
