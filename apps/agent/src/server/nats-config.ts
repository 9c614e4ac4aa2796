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
  readonly cluster: { readonly port: number; readonly routes: readonly string[] } | undefined;
}

/** The largest entry: a job with its templates inlined, or the placements of a large plan on one node. */
const PAYLOAD_MAX_BYTES = 8 * 1024 * 1024;

/** Writes nats-server's configuration. Strings are quoted as JSON, which its format understands. */
export function natsConfig(options: NatsOptions): string {
  const { serverName, host, port, storeDir, pidFile, durability, cluster } = options;
  const quote = JSON.stringify;
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
  if (cluster) {
    lines.push('cluster {', '  name: steppe', `  host: ${quote(host)}`, `  port: ${cluster.port}`);
    lines.push(
      `  routes: [${cluster.routes.map((route) => quote(`nats://${route}`)).join(', ')}]`,
      '}',
    );
  }
  return `${lines.join('\n')}\n`;
}
