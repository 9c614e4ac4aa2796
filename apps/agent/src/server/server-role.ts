import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { EventStore } from '@steppe/event-log';
import type { AgentConfig } from '@steppe/hcl';
import type { Clock, Logger, LogTap } from '@steppe/nest-kit';
import type { HttpServing } from '../config/http-serving.ts';
import { Closers } from '../process/closers.ts';
import { openStoreOnceThere } from '../process/open-store.ts';
import type { Reloader } from '../config/reloader.ts';
import type { TlsSettings } from '../config/tls-settings.ts';
import { findNatsServer } from './find-nats-server.ts';
import { isOneOfSeveral, startNatsOf } from './server-nats.ts';
import { startServices } from './start-services.ts';
import { workerProcesses } from './worker-processes.ts';

export interface RunningServer {
  readonly store: EventStore;
  /** Where the API answers. */
  readonly url: string;
  /** Rejects when the server's view of the log had to stop. */
  readonly failed: Promise<never>;
  close(): Promise<void>;
}

export interface ServerPlace {
  readonly dataDir: string;
  /** Set when this agent runs a client too. */
  readonly nodeId: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly http: HttpServing;
  readonly reloader: Reloader;
  readonly tls: TlsSettings;
  /** Aborted to give up waiting for the other servers. */
  readonly signal: AbortSignal;
}

/** Starts a server: the log in a nats-server of its own, the API and the broker here, workers beside. */
export async function startServer(
  config: AgentConfig,
  { dataDir, nodeId, env, http, reloader, tls, signal }: ServerPlace,
  { clock, logger, logTap }: { clock: Clock; logger: Logger; logTap: LogTap },
): Promise<RunningServer> {
  const closers = new Closers();
  try {
    const serverDir = config.server.dataDir ?? join(dataDir, 'server');
    const binary = await findNatsServer(env, env['NATS_SERVER']);
    const nats = await startNatsOf(config, { serverDir, binary, env, tls, closers }, logger);
    reloader.follow((fresh) => fresh.tls.rpc && nats.reload());
    const replicas = isOneOfSeveral(config) ? { replicas: config.server.bootstrapExpect } : {};
    const store = await openStoreOnceThere(
      { servers: [nats.url], name: 'server', tls: tls.rpc, ...replicas },
      { logger, signal },
    );
    closers.add(() => store.close());
    const workers = workerProcesses(
      { natsUrl: nats.url, tls: tls.rpc, logLevel: config.logLevel },
      logger,
    );
    const services = await startServices(config, {
      store,
      clock,
      logger,
      logTap,
      http,
      reloader,
      nodeId,
      serverDir,
      workers,
    });
    closers.add(() => services.close());
    await workers.resize(workerCount(config));
    closers.add(() => workers.stop());
    return { store, url: services.url, failed: services.failed, close: () => closers.closeAll() };
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}

/** One core is left to the log and the API. */
function workerCount({ server }: AgentConfig): number {
  return server.numSchedulers ?? Math.max(1, availableParallelism() - 1);
}
