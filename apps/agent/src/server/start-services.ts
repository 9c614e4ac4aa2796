import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { NOMAD_VERSION, STEPPE_VERSION } from '@steppe/domain';
import { type RunningEvalBroker, type SnapshotOptions, startEvalBroker } from '@steppe/eval-broker';
import { type EventStore, Projection } from '@steppe/event-log';
import type { AgentConfig } from '@steppe/hcl';
import { type AgentInfo, FileRootKeyStore, shownConfigOf, startJobApi } from '@steppe/job-api';
import type { Clock, Logger, LogTap } from '@steppe/nest-kit';
import { type SchedulerWorkerOptions, startSchedulerWorker } from '@steppe/scheduler-worker';
import type { HttpServing } from '../config/http-serving.ts';
import type { Reloader } from '../config/reloader.ts';
import { Closers } from '../process/closers.ts';
import { aclSettingsOf } from './acl-settings.ts';
import { brokerOptionsOf } from './broker-options-of.ts';
import { initialSchedulerConfigurationOf } from './initial-scheduler-configuration.ts';
import { metricsSettingsOf } from './metrics-settings.ts';
import { WorkerPool } from './worker-pool.ts';

export interface ServicesOptions {
  readonly store: EventStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Hears what the logger writes. */
  readonly logTap: LogTap;
  readonly http: HttpServing;
  readonly reloader: Reloader;
  /** Everything in one process, over a log that is not kept. */
  readonly dev?: boolean;
  /** Set when this agent runs a client too. */
  readonly nodeId: string | undefined;
  readonly serverDir: string;
  /** Where evaluations are decided. Default: here, by one worker. */
  readonly workers?: WorkerPool;
}

export interface RunningServices {
  /** Where the API answers. */
  readonly url: string;
  /** Rejects when the view of the log had to stop. */
  readonly failed: Promise<never>;
  close(): Promise<void>;
}

/** Starts the services that share this process: one view of the log serves the API and the broker. */
export async function startServices(
  config: AgentConfig,
  options: ServicesOptions,
): Promise<RunningServices> {
  const { store, clock, logger, logTap, http, reloader, serverDir } = options;
  const closers = new Closers();
  try {
    const projection = await Projection.open(store);
    closers.add(() => projection.stop());
    const instance = `${config.name ?? hostname()}:${process.pid}`;
    const shared = { store, projection, clock };
    const workers =
      options.workers ??
      workersHere({ ...shared, instance, logger: logger.child({ service: 'scheduler-worker' }) });
    let broker: RunningEvalBroker | undefined;
    const api = await startJobApi({
      ...shared,
      logger: logger.child({ service: 'job-api' }),
      logTap,
      newId: randomUUID,
      acl: aclSettingsOf(config, serverDir),
      metrics: metricsSettingsOf(config),
      rootKeys: new FileRootKeyStore(join(serverDir, 'keystore')),
      http,
      initialSchedulerConfiguration: initialSchedulerConfigurationOf(config),
      agent: agentInfoOf(config, {
        nodeId: options.nodeId,
        schedulers: workers,
        reload: () => reloader.reload(),
        config: shownConfigOf(config, { dev: options.dev ?? false }),
        isLeading: () => broker?.isLeading ?? false,
      }),
    });
    closers.add(() => api.close());
    reloader.follow(({ tls: { http: fresh } }) => fresh && api.renewTls(fresh));
    const started = await startEvalBroker({
      ...shared,
      instance,
      snapshots: snapshotsOf(config),
      logger: logger.child({ service: 'eval-broker' }),
      options: brokerOptionsOf(config),
    });
    broker = started;
    closers.add(() => started.close());
    if (!options.workers) {
      closers.add(() => workers.stop());
      await workers.resize(1);
    }
    return { url: api.url, failed: projection.failed, close: () => closers.closeAll() };
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}

/** Workers in this process, which share its view of the log. */
function workersHere(options: SchedulerWorkerOptions): WorkerPool {
  return new WorkerPool(async (number) => {
    const { instance } = options;
    const worker = await startSchedulerWorker({
      ...options,
      instance: number === 1 ? instance : `${instance}-${number}`,
    });
    return { stop: () => worker.close() };
  });
}

function agentInfoOf(
  config: AgentConfig,
  parts: Pick<AgentInfo, 'nodeId' | 'schedulers' | 'reload' | 'config' | 'isLeading'>,
): AgentInfo {
  return {
    name: config.name ?? hostname(),
    region: config.region,
    datacenter: config.datacenter,
    version: NOMAD_VERSION,
    steppeVersion: STEPPE_VERSION,
    rpcAddress: rpcAddress(config),
    serfPort: config.ports.serf,
    expectedServers: Math.max(1, config.server.bootstrapExpect),
    ...parts,
  };
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
