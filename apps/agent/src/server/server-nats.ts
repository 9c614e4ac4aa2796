import { hostname } from 'node:os';
import { SteppeError } from '@steppe/domain';
import type { AgentConfig } from '@steppe/hcl';
import { lockDataDir, type Logger } from '@steppe/nest-kit';
import type { TlsSettings } from '../config/tls-settings.ts';
import type { Closers } from '../process/closers.ts';
import type { NatsCluster } from './nats-config.ts';
import { startNats } from './nats-process.ts';

/** Starts a server's nats-server as its configuration says. */
export async function startNatsOf(
  config: AgentConfig,
  {
    serverDir,
    binary,
    env,
    tls,
    closers,
  }: {
    serverDir: string;
    binary: string;
    env: NodeJS.ProcessEnv;
    tls: TlsSettings;
    closers: Closers;
  },
  logger: Logger,
): ReturnType<typeof startNats> {
  const lock = await lockDataDir(serverDir);
  closers.add(() => lock.release());
  const nats = await startNats(
    binary,
    {
      dataDir: serverDir,
      serverName: `${config.name ?? hostname()}.${config.region}`,
      host: config.addresses.rpc ?? config.bindAddr,
      port: config.ports.rpc,
      durability: env['STEPPE_DURABILITY'] === 'relaxed' ? 'relaxed' : 'strict',
      cluster: isOneOfSeveral(config) ? clusterOf(config) : undefined,
      tls: tls.rpc && {
        ...tls.rpc.files,
        region: config.region,
        handshakeTimeoutMs: config.limits.rpcHandshakeTimeoutMs,
      },
    },
    logger,
  );
  closers.add(() => nats.stop());
  return nats;
}

function clusterOf({ ports, server, tls }: AgentConfig): NatsCluster {
  const secret = server.encrypt ?? '';
  if (tls.rpc && secret === '') {
    throw new SteppeError(
      'CONFIG_INVALID',
      'server.encrypt is missing: with tls.rpc, servers of a cluster know each other by this secret, ' +
        'since the certificate of a client would do for the rest. All of them have the same',
    );
  }
  // NATS tries each address again and again, so that the two ways to join are one.
  const { startJoin, retryJoin, serverJoin } = server;
  const routes = [...startJoin, ...retryJoin, ...serverJoin.startJoin, ...serverJoin.retryJoin];
  if (routes.length === 0) {
    throw new SteppeError(
      'CONFIG_INVALID',
      `server.server_join.retry_join is missing: bootstrap_expect = ${server.bootstrapExpect} needs the addresses ` +
        'of the other servers, e.g. retry_join = ["10.0.0.2:4648"]',
    );
  }
  return { port: ports.serf, routes: [...new Set(routes)], secret };
}

export function isOneOfSeveral({ server }: AgentConfig): boolean {
  return server.bootstrapExpect > 1;
}
