import { AllocStore, type RunnerDirs, type RunnerPorts, systemTime } from '@steppe/alloc-runner';
import { type Node, SteppeError } from '@steppe/domain';
import { AllocTable } from './allocs/alloc-table.ts';
import { collectEnded, ENDED_MAX } from './allocs/collect-ended.ts';
import type { NodeAgentOptions } from './config.ts';
import { NodeWatch } from './fingerprint/node-watch.ts';
import { Heartbeat } from './heartbeat.ts';
import { hostEnvOf } from './host-env.ts';
import { serveLive } from './live/serve-live.ts';
import { ClientSubject } from './sync/client-subject.ts';
import { JobCache } from './sync/job-cache.ts';
import { NodeSubject } from './sync/node-subject.ts';
import { Reporter } from './sync/reporter.ts';
import { SyncState } from './sync/sync-state.ts';

const HEARTBEAT_INTERVAL_MS = 3_000;
const FINGERPRINT_INTERVAL_MS = 30_000;

export interface AgentParts {
  readonly failed: Promise<never>;
  close(options: { readonly stopsTasks: boolean }): Promise<void>;
}

/** Builds the parts of a node agent, and sets them going in their order. */
export async function startParts({
  options,
  dirs,
  nodeId,
  look,
}: {
  readonly options: NodeAgentOptions;
  readonly dirs: RunnerDirs;
  readonly nodeId: string;
  readonly look: () => Promise<Node>;
}): Promise<AgentParts> {
  const { store, config, logger } = options;
  const time = { nowMs: options.clock, after: systemTime.after };
  const sync = await SyncState.load(dirs.stateDir);
  await assertSameLog(options, sync);
  const subject = new ClientSubject({ log: store.log, nodeId, sync });
  const reporter = new Reporter({
    subject,
    sync,
    statusOf: (allocId) => table.statusOf(allocId),
    time,
    logger,
  });
  const watch = new NodeWatch({
    node: await look(),
    look,
    intervalMs: config.fingerprintIntervalMs ?? FINGERPRINT_INTERVAL_MS,
    time,
    logger,
    onChange: (node) => reporter.registerNode(node),
  });
  const ports: RunnerPorts = {
    drivers: new Map(options.drivers.map((driver) => [driver.name, driver])),
    dirs,
    time,
    random: options.random ?? Math.random,
    logger,
    node: () => watch.node,
    hostEnv: hostEnvOf(process.env, config.options?.['env.denylist']),
    maxKillTimeoutMs: config.maxKillTimeoutMs,
  };
  const table = new AllocTable({
    ports,
    store: new AllocStore(dirs.stateDir),
    jobs: new JobCache(store.log, dirs.stateDir),
    onChange: (status) => reporter.noteChange(status),
    onEnded: () => void collect(),
  });
  const collect = async (): Promise<void> => {
    const isReported = (allocId: string): boolean => reporter.isReported(allocId);
    try {
      const keep = config.gcMaxAllocs ?? ENDED_MAX;
      for (const allocId of await collectEnded(table, { keep, isReported })) {
        sync.marks.delete(allocId);
        logger.debug({ allocId }, 'ended allocation removed');
      }
    } catch (error) {
      logger.warn({ error: String(error) }, 'an ended allocation could not be removed');
    }
  };
  await table.restore();
  reporter.registerNode(watch.node);
  const heartbeat = new Heartbeat({
    live: store.live,
    nodeId,
    time,
    intervalMs: config.heartbeatIntervalMs ?? HEARTBEAT_INTERVAL_MS,
  });
  const served = serveLive({ live: store.live, nodeId, table, dirs, time });
  const nodeSubject = new NodeSubject({
    log: store.log,
    nodeId,
    sync,
    table,
    time,
    logger,
    onDeregistered: () => reporter.registerNode(watch.node),
  });
  nodeSubject.start();
  logger.info({ nodeId, allocations: table.all().length }, 'node agent started');
  return {
    failed: nodeSubject.failed,
    close: async ({ stopsTasks }) => {
      await nodeSubject.stop();
      await served.stop();
      await watch.stop();
      if (stopsTasks) await table.stopAll();
      await table.detach();
      heartbeat.stop();
      await reporter.stop();
    },
  };
}

/** @throws SteppeError `LOG_INCOMPATIBLE` when the log is shorter than what this node has read of it. */
async function assertSameLog({ store, config }: NodeAgentOptions, sync: SyncState): Promise<void> {
  const known = Math.max(sync.nodeSeq, sync.clientSeq);
  let last: number;
  try {
    last = await store.log.lastSeq();
  } catch (error) {
    if (error instanceof SteppeError && error.code === 'LOG_UNAVAILABLE') return; // It is joined later.
    throw error;
  }
  if (last >= known) return;
  throw new SteppeError(
    'LOG_INCOMPATIBLE',
    `data_dir ${config.dataDir} belongs to a node of another cluster: it has read its log up to ${known}, and this one ends at ${last}; give the agent an empty data_dir`,
  );
}
