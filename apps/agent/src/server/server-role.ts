import { randomUUID } from 'node:crypto';
import { availableParallelism, hostname } from 'node:os';
import { join } from 'node:path';
import { NOMAD_VERSION, STEPPE_VERSION } from '@steppe/domain';
import { type SnapshotOptions, startEvalBroker } from '@steppe/eval-broker';
import { type EventStore, Projection } from '@steppe/event-log';
import type { AgentConfig } from '@steppe/hcl';
import { FileRootKeyStore, startJobApi } from '@steppe/job-api';
import { type Clock, type Logger, type LogTap } from '@steppe/nest-kit';
import { startSchedulerWorker } from '@steppe/scheduler-worker';
import type { HttpServing } from '../config/http-serving.ts';
import { Closers } from '../process/closers.ts';
import { openStoreOnceThere } from '../process/open-store.ts';
import { aclSettingsOf } from './acl-settings.ts';
import type { TlsSettings } from '../config/tls-settings.ts';
import { metricsSettingsOf } from './metrics-settings.ts';
import { findNatsServer } from './find-nats-server.ts';
import { brokerOptionsOf } from './broker-options-of.ts';
import { isOneOfSeveral, startNatsOf } from './server-nats.ts';
import { WorkerPool } from './worker-pool.ts';
import { workerProcesses } from './worker-processes.ts';

export interface RunningServer {
  readonly store: EventStore;
  /** Where the API answers. */
  readonly url: string;
  /** Rejects when the server's view of the log had to stop. */
  readonly failed: Promise<never>;
  close(): Promise<void>;
}

interface Ports {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Hears what the logger writes. */
  readonly logTap: LogTap;
}

export interface ServerPlace {
  readonly dataDir: string;
  /** Set when this agent runs a client too. */
  readonly nodeId: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly http: HttpServing;
  readonly tls: TlsSettings;
  /** Aborted to give up waiting for the other servers. */
  readonly signal: AbortSignal;
}

/** Starts a server: the log in a nats-server of its own, the API and the broker here, workers beside. */
export async function startServer(
  config: AgentConfig,
  { dataDir, nodeId, env, http, tls, signal }: ServerPlace,
  { clock, logger, logTap }: Ports,
): Promise<RunningServer> {
  const closers = new Closers();
  try {
    const serverDir = join(dataDir, 'server');
    const binary = await findNatsServer(env, env['NATS_SERVER']);
    const nats = await startNatsOf(config, { serverDir, binary, env, tls, closers }, logger);
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

/**
 * Starts the services that share this process: one view of the log serves the API and the broker. Without workers
 * elsewhere, one schedules here, too.
 */
export async function startServices(
  config: AgentConfig,
  {
    store,
    http,
    nodeId,
    serverDir,
    clock,
    logger,
    logTap,
    workers,
  }: Ports & {
    store: EventStore;
    http: HttpServing;
    nodeId: string | undefined;
    serverDir: string;
    workers?: WorkerPool;
  },
): Promise<Pick<RunningServer, 'url' | 'failed' | 'close'>> {
  const closers = new Closers();
  try {
    const projection = await Projection.open(store);
    closers.add(() => projection.stop());
    const instance = `${config.name ?? hostname()}:${process.pid}`;
    const shared = { store, projection, clock };
    const ownWorkers = new WorkerPool(async (number) => {
      const worker = await startSchedulerWorker({
        ...shared,
        instance: number === 1 ? instance : `${instance}-${number}`,
        logger: logger.child({ service: 'scheduler-worker' }),
      });
      return { stop: () => worker.close() };
    });
    const api = await startJobApi({
      store,
      projection,
      clock,
      logger: logger.child({ service: 'job-api' }),
      logTap,
      newId: randomUUID,
      acl: aclSettingsOf(config, serverDir),
      metrics: metricsSettingsOf(config),
      rootKeys: new FileRootKeyStore(join(serverDir, 'keystore')),
      http,
      agent: {
        name: config.name ?? hostname(),
        region: config.region,
        datacenter: config.datacenter,
        version: NOMAD_VERSION,
        steppeVersion: STEPPE_VERSION,
        rpcAddress: rpcAddress(config),
        nodeId,
        schedulers: workers ?? ownWorkers,
      },
    });
    closers.add(() => api.close());
    const broker = await startEvalBroker({
      ...shared,
      instance,
      snapshots: snapshotsOf(config),
      logger: logger.child({ service: 'eval-broker' }),
      options: brokerOptionsOf(config),
    });
    closers.add(() => broker.close());
    closers.add(() => ownWorkers.stop());
    if (!workers) await ownWorkers.resize(1);
    return { url: api.url, failed: projection.failed, close: () => closers.closeAll() };
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}

function snapshotsOf({ server }: AgentConfig): SnapshotOptions {
  return {
    thresholdEntries: server.raftSnapshotThreshold,
    intervalMs: server.raftSnapshotIntervalMs,
    retentionMs: server.logRetentionMs,
  };
}

/** Where others reach this server's log. */
function rpcAddress({ addresses, advertise, bindAddr, ports }: AgentConfig): string {
  const host = addresses.rpc ?? bindAddr;
  const advertised = advertise.rpc ?? (host === '0.0.0.0' ? '127.0.0.1' : host);
  return /:\d+$/.test(advertised) ? advertised : `${advertised}:${ports.rpc}`;
}

/** One core is left to the log and the API. */
function workerCount({ server }: AgentConfig): number {
  return server.numSchedulers ?? Math.max(1, availableParallelism() - 1);
}
