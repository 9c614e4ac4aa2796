import { access, constants, mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { SteppeError } from '@steppe/domain';
import { openMemoryStore } from '@steppe/event-log';
import type { AgentConfig } from '@steppe/hcl';
import { shownConfigOf } from '@steppe/job-api';
import { createLogger, KeptLevel, type Logger, LogTap, serveLog } from '@steppe/nest-kit';
import { type HttpServing, httpAddressOf, httpServingOf } from './config/http-serving.ts';
import { Reloader } from './config/reloader.ts';
import { readTls, type TlsSettings } from './config/tls-settings.ts';
import type { AgentSelf } from './client/own-answers.ts';
import { startForwarder } from './client/forwarder.ts';
import { connectToServers, startClient } from './client/client-role.ts';
import { boundYoungGeneration, nodeIdOf, type RunningNodeAgent } from '@steppe/node-agent';
import { createDrivers } from './client/drivers.ts';
import { endKilledDevAgents, makeDevDataDir } from './dev-data-dir.ts';
import { Closers } from './process/closers.ts';
import { startServer } from './server/server-role.ts';
import { startServices } from './server/start-services.ts';

export interface AgentOptions {
  readonly config: AgentConfig;
  /** Reads the configuration again. @throws SteppeError `CONFIG_INVALID`. */
  readonly readConfig: () => Promise<AgentConfig>;
  /** Everything in one process over the in-memory log, and nothing left behind. */
  readonly dev: boolean;
  readonly env: NodeJS.ProcessEnv;
  /** Aborted to stop the agent, with a `StopCause` as its reason. */
  readonly signal: AbortSignal;
  /** Called once it serves. */
  readonly onReady: (ready: { readonly url: string }) => void;
}

/**
 * Runs what the configuration says until it is told to stop.
 *
 * @throws SteppeError for whatever keeps it from starting, or from going on.
 */
export async function runAgent(options: AgentOptions): Promise<void> {
  const level = new KeptLevel(options.config.logLevel);
  const logTap = new LogTap(level);
  const logger = createLogger({ name: 'steppe', level, tap: logTap });
  const closers = new Closers();
  const reloader = new Reloader(options.readConfig, logger);
  reloader.follow(({ config }) => level.set(config.logLevel));
  closers.add(reloader.onHangup());
  try {
    const tls = await readTls(options.config);
    const http = httpServingOf(options.config, tls);
    const wiring = { logger, logTap, closers, reloader, tls, http };
    const start = options.dev ? startDev : startRoles;
    const { url, failures, node } = await start(options, wiring);
    options.onReady({ url });
    await Promise.race([aborted(options.signal), ...failures]);
    logger.info('stopping');
    const { drainOnShutdown } = options.config.client;
    if (leavesBy(options) && drainOnShutdown) await node?.leave(drainOnShutdown);
  } catch (error) {
    // Told to stop while it was still starting: that it did not get there is no failure.
    if (!options.signal.aborted) throw error;
  } finally {
    await closers.closeAll();
  }
}

/** Whether the agent leaves the cluster in good order, rather than that it may be back in a moment. */
function leavesBy({ config, signal }: AgentOptions): boolean {
  if (signal.reason === 'interrupt') return config.leaveOnInterrupt;
  return signal.reason === 'terminate' && config.leaveOnTerminate;
}

interface Started {
  readonly url: string;
  readonly failures: readonly Promise<never>[];
  readonly node?: RunningNodeAgent | undefined;
}

interface Wiring {
  readonly logger: Logger;
  readonly logTap: LogTap;
  readonly closers: Closers;
  readonly reloader: Reloader;
  readonly tls: TlsSettings;
  readonly http: HttpServing;
}

async function startDev(
  { config }: AgentOptions,
  { logger, logTap, closers, reloader, http }: Wiring,
): Promise<Started> {
  const drivers = createDrivers(config, { dev: true, logger });
  await endKilledDevAgents(drivers, logger);
  await Promise.all(drivers.map((driver) => driver.close()));
  const dataDir = await makeDevDataDir();
  closers.add(() => dataDir.remove());
  const store = openMemoryStore();
  closers.add(() => store.close());
  const ports = { store, clock: Date.now, logger };
  const nodeId = await nodeIdOf(dataDir.path);
  const services = await startServices(config, {
    ...ports,
    logTap,
    http,
    reloader,
    dev: true,
    nodeId,
    serverDir: join(dataDir.path, 'server'),
  });
  closers.add(() => services.close());
  const httpAddr = httpAddressOf(http);
  const place = { dataDir: dataDir.path, nodeId, dev: true, httpAddr };
  const node = await startClient(config, place, {
    ...ports,
    logger: logger.child({ service: 'node-agent' }),
  });
  closers.add(() => node.close());
  const log = serveLog(store.live, { nodeId }, logTap);
  closers.add(() => log.stop());
  return { url: services.url, failures: [services.failed, node.failed], node };
}

async function startRoles(
  { config, env, signal }: AgentOptions,
  { logger, logTap, closers, reloader, http, tls }: Wiring,
): Promise<Started> {
  const { client, server } = config;
  if (!client.enabled && !server.enabled) {
    throw new SteppeError(
      'CONFIG_INVALID',
      'enable the server, the client or both: server { enabled = true }',
    );
  }
  const dataDir = await dataDirOf(config);
  const clock = Date.now;
  const failures: Promise<never>[] = [];
  let node: RunningNodeAgent | undefined;
  const nodeId = client.enabled ? await nodeIdOf(dataDir) : undefined;
  const running = server.enabled
    ? await startServer(
        config,
        { dataDir, nodeId, env, signal, http, reloader, tls },
        { clock, logger, logTap },
      )
    : undefined;
  if (running) {
    closers.add(() => running.close());
    failures.push(running.failed);
  }
  if (nodeId !== undefined) {
    const store = running?.store ?? (await connectToServers(config, tls, { logger, signal }));
    if (!running) {
      boundYoungGeneration();
      closers.add(() => store.close());
    }
    const place = { dataDir, nodeId, dev: false, httpAddr: httpAddressOf(http) };
    node = await startClient(config, place, {
      store,
      clock,
      logger: logger.child({ service: 'node-agent' }),
    });
    const started = node;
    closers.add(() => started.close());
    const log = serveLog(store.live, { nodeId }, logTap);
    closers.add(() => log.stop());
    failures.push(started.failed);
    if (!running) {
      const forwarder = await startForwarder(
        store.live,
        { http, serverName: tls.serverName, self: selfOf(config, nodeId) },
        logger,
      );
      closers.add(() => forwarder.close());
      reloader.follow(({ tls: { http: fresh } }) => fresh && forwarder.renewTls(fresh));
    }
  }
  const scheme = http.tls ? 'https' : 'http';
  return { url: running?.url ?? `${scheme}://${httpAddressOf(http)}`, failures, node };
}

/** What a client tells of itself. */
function selfOf(config: AgentConfig, nodeId: string): AgentSelf {
  return {
    name: config.name ?? hostname(),
    nodeId,
    config: shownConfigOf(config, { dev: false }),
  };
}

async function dataDirOf({ dataDir }: AgentConfig): Promise<string> {
  if (!dataDir) {
    throw new SteppeError(
      'CONFIG_INVALID',
      'data_dir is missing: name a directory for what the agent keeps, e.g. data_dir = "/var/lib/steppe", or run "steppe agent -dev"',
    );
  }
  const path = resolve(dataDir);
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SteppeError(
      'CONFIG_INVALID',
      `data_dir ${path} cannot be used (${reason}): name a directory that this user may write to`,
      { cause },
    );
  }
  return path;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolveAborted) => {
    if (signal.aborted) resolveAborted();
    else signal.addEventListener('abort', () => resolveAborted(), { once: true });
  });
}
