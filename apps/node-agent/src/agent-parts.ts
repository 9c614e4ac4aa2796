import {
  type AllocNetworks,
  AllocStore,
  ARTIFACT_LIMITS,
  type RunnerDirs,
  type RunnerPorts,
  systemTime,
  type Time,
} from '@steppe/alloc-runner';
import type { Node } from '@steppe/domain';
import { AllocTable } from './allocs/alloc-table.ts';
import { DiskTakeover } from './allocs/disk-takeover.ts';
import { OrphanSweep } from './allocs/orphan-sweep.ts';
import { EndedCollector } from './allocs/ended-collector.ts';
import { SharedCores } from './allocs/shared-cores.ts';
import { SilenceStop } from './allocs/silence-stop.ts';
import type { NodeAgentConfig, NodeAgentOptions } from './config.ts';
import { NodeWatch } from './fingerprint/node-watch.ts';
import { HeapTrim } from './heap-trim.ts';
import { Heartbeat } from './heartbeat.ts';
import { hostEnvOf } from './host-env.ts';
import { ClusterIdentities } from './live/cluster-identities.ts';
import { ClusterTemplateData } from './live/cluster-template-data.ts';
import { serveLive } from './live/serve-live.ts';
import { leave, type LeaveOptions } from './leave.ts';
import { assertSameLog } from './sync/assert-same-log.ts';
import { ClientSubject } from './sync/client-subject.ts';
import { JobCache } from './sync/job-cache.ts';
import { NodeMeta } from './node-meta/node-meta.ts';
import { NodeIdentity } from './live/node-identity.ts';
import { serveNodeMeta } from './node-meta/serve-node-meta.ts';
import { NodeSubject } from './sync/node-subject.ts';
import { Reporter } from './sync/reporter.ts';
import { SyncState } from './sync/sync-state.ts';

const HEARTBEAT_INTERVAL_MS = 3_000;
const FINGERPRINT_INTERVAL_MS = 30_000;
const ENDED_ALLOCS_MAX = 50;

export interface AgentParts {
  readonly failed: Promise<never>;
  /** Has the node drained, and resolves when it is empty. */
  leave(options: LeaveOptions): Promise<void>;
  close(options: { readonly stopsTasks: boolean }): Promise<void>;
}

interface PartsInput {
  readonly options: NodeAgentOptions;
  readonly dirs: RunnerDirs;
  readonly nodeId: string;
  readonly look: () => Promise<Node>;
  readonly networks: AllocNetworks;
}

/** Builds the parts of a node agent, and sets them going: first what runs here, then what is wanted. */
export async function startParts(input: PartsInput): Promise<AgentParts> {
  const { options, dirs, nodeId } = input;
  const { store, config, logger } = options;
  const time: Time = {
    ...systemTime,
    nowMs: options.clock,
  };
  const sync = await SyncState.load(dirs.stateDir);
  await assertSameLog({ log: store.log, sync, dataDir: config.dataDir });
  const meta = await NodeMeta.load(dirs.stateDir, config.meta ?? {});
  const trim = new HeapTrim(time);
  const parts = await buildParts(input, { sync, time, meta, trim });
  const { table, reporter, watch, sharedCores } = parts;
  await table.restore();
  sharedCores.noteChange();
  reporter.registerNode(watch.node);
  const intervalMs = config.heartbeatIntervalMs ?? HEARTBEAT_INTERVAL_MS;
  const heartbeat = new Heartbeat({ live: store.live, nodeId, time, intervalMs });
  const served = [
    serveLive({
      live: store.live,
      nodeId,
      table,
      dirs,
      time,
      allowsExec: config.allowsExec ?? true,
    }),
    ...new NodeIdentity({ live: store.live, nodeId, time }).serve(),
    ...serveNodeMeta({ live: store.live, nodeId, meta, onChange: () => watch.metaChanged() }),
  ];
  const nodeSubject = new NodeSubject({
    log: store.log,
    nodeId,
    sync,
    table,
    time,
    logger,
    onDeregistered: () => reporter.registerNode(watch.node),
    onReady: () => reporter.reportUnknown(),
  });
  nodeSubject.start();
  const sweep = new OrphanSweep({
    drivers: options.drivers,
    table,
    time,
    logger,
    settings: config.orphans ?? {},
  });
  const { silenceMinMs } = config;
  const silence = new SilenceStop({ live: store.live, table, time, logger, silenceMinMs });
  logger.info({ nodeId, allocations: table.all().length }, 'node agent started');
  return {
    failed: nodeSubject.failed,
    leave: (how) =>
      leave({ nodeId, live: store.live, allocs: () => table.all(), time, logger }, how),
    close: async ({ stopsTasks }) => {
      trim.stop();
      await nodeSubject.stop();
      await Promise.all(served.map((each) => each.stop()));
      await watch.stop();
      await sweep.stop();
      await silence.stop();
      await sharedCores.stop();
      if (stopsTasks) await table.stopAll();
      await table.detach();
      await heartbeat.stop();
      await reporter.stop();
    },
  };
}

async function buildParts(
  input: PartsInput,
  {
    sync,
    time,
    meta,
    trim,
  }: {
    readonly sync: SyncState;
    readonly time: Time;
    readonly meta: NodeMeta;
    readonly trim: HeapTrim;
  },
): Promise<{
  table: AllocTable;
  reporter: Reporter;
  watch: NodeWatch;
  sharedCores: SharedCores;
}> {
  const { options, dirs, nodeId, look } = input;
  const { store, config, logger } = options;
  const reporter = new Reporter({
    subject: new ClientSubject({ log: store.log, nodeId, sync }),
    sync,
    statusOf: (allocId) => table.statusOf(allocId),
    time,
    logger,
  });
  const watch = new NodeWatch({
    node: { ...(await look()), meta: meta.current },
    look,
    meta: () => meta.current,
    intervalMs: config.fingerprintIntervalMs ?? FINGERPRINT_INTERVAL_MS,
    time,
    logger,
    onChange: (node) => reporter.registerNode(node),
  });
  const table = new AllocTable({
    ports: runnerPorts(input, { time, node: () => watch.node }),
    store: new AllocStore(dirs.stateDir),
    disks: new DiskTakeover({ live: store.live, nodeId, dirs, logger }),
    jobs: new JobCache({ log: store.log, stateDir: dirs.stateDir, logger }),
    onChange: (status) => {
      trim.noteWork();
      sharedCores.noteChange();
      reporter.noteChange(status);
    },
    onEnded: () => {
      sharedCores.noteChange();
      void collector.collect();
    },
  });
  const sharedCores = new SharedCores({
    allocs: () => table.all(),
    node: () => watch.node,
    logger,
  });
  const collector = new EndedCollector({
    table,
    keep: config.gcMaxAllocs ?? ENDED_ALLOCS_MAX,
    isReported: (allocId) => reporter.isReported(allocId),
    onRemoved: (allocId) => sync.marks.delete(allocId),
    logger,
  });
  return { table, reporter, watch, sharedCores };
}

/** What allocations reach their surroundings by. */
function runnerPorts(
  { options, dirs, nodeId, networks }: PartsInput,
  { time, node }: Pick<RunnerPorts, 'time' | 'node'>,
): RunnerPorts {
  const { store, config, logger } = options;
  return {
    drivers: new Map(options.drivers.map((driver) => [driver.name, driver])),
    dirs,
    networks,
    time,
    random: options.random ?? Math.random,
    logger,
    node,
    hostEnv: hostEnvOf(process.env, config.options?.['env.denylist']),
    maxKillTimeoutMs: config.maxKillTimeoutMs,
    driverPatienceMs: config.driverPatienceMs,
    templateData: new ClusterTemplateData({
      live: store.live,
      time,
      logger,
      retry: config.templateRetry,
    }),
    templateSettings: config.template,
    issuer: new ClusterIdentities({ live: store.live, nodeId, time }),
    artifactLimits: {
      ...ARTIFACT_LIMITS,
      ...config.artifact,
      fileRoots: pathsOf(config, 'artifact.file_roots'),
    },
  };
}

/** Paths in one of a client's `options`, with colons between them. */
function pathsOf({ options }: NodeAgentConfig, name: string): readonly string[] {
  return (options?.[name] ?? '').split(':').filter((path) => path !== '');
}
