import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { SteppeError } from '@steppe/domain';
import { assertPortFree, type Logger } from '@steppe/nest-kit';
import { Supervisor } from '../process/supervisor.ts';
import { commandLineOf, endProcess } from '../process/process-table.ts';
import { NatsComplaints } from './nats-complaints.ts';
import { StoreRecovery } from './store-recovery.ts';
import { natsConfig, type NatsOptions } from './nats-config.ts';

const START_TIMEOUT_MS = 30_000;
const POLL_MS = 20;

export interface NatsProcess {
  /** Where this machine's clients connect. */
  readonly url: string;
  readonly pid: number | undefined;
  /** Has it read its certificates again. */
  reload(): void;
  stop(): Promise<void>;
}

/**
 * Starts nats-server as a child that is started again whenever it ends. One that an agent left behind when
 * it was killed is ended first, so that no two servers share a store.
 *
 * @throws SteppeError `PORT_TAKEN` naming who holds the port; `TIMEOUT` when it does not come up.
 */
export async function startNats(
  binary: string,
  {
    dataDir,
    recoveryPollMs,
    ...options
  }: Omit<NatsOptions, 'storeDir' | 'pidFile'> & { dataDir: string; recoveryPollMs?: number },
  logger: Logger,
): Promise<NatsProcess> {
  await mkdir(dataDir, { recursive: true });
  const [configFile, pidFile] = [join(dataDir, 'nats.conf'), join(dataDir, 'nats.pid')];
  await endLeftover({ pidFile, configFile }, logger);
  await assertPortFree({
    host: options.host,
    port: options.port,
    purpose: 'nats-server (ports.rpc)',
  });
  await writeFile(configFile, natsConfig({ ...options, storeDir: join(dataDir, 'nats'), pidFile }));
  // It ends by itself then, and the supervisor starts it again.
  const restart = (): void => supervisor.signal('SIGTERM');
  const recovery = new StoreRecovery({ dir: dataDir, restart, logger, pollMs: recoveryPollMs });
  const complaints = new NatsComplaints({ logger, onWriteFailed: () => recovery.begin() });
  const host = options.host === '0.0.0.0' ? '127.0.0.1' : options.host;
  const supervisor = new Supervisor(
    {
      name: 'nats-server',
      command: binary,
      args: ['--config', configFile],
      onLine: (line) => complaints.hear(line),
      ready: () => waitUntilServing({ host, port: options.port }),
    },
    logger,
  );
  await supervisor.start();
  logger.info(
    { natsPid: supervisor.pid, port: options.port, durability: options.durability },
    'nats-server is up',
  );
  return {
    url: `nats://${host}:${options.port}`,
    get pid() {
      return supervisor.pid;
    },
    reload: () => supervisor.signal('SIGHUP'),
    stop: async () => {
      recovery.stop();
      await supervisor.stop();
    },
  };
}

/** Ends the nats-server of an agent that was killed: the pid in the file counts only if it runs our configuration. */
async function endLeftover(
  { pidFile, configFile }: { pidFile: string; configFile: string },
  logger: Logger,
): Promise<void> {
  const pid = Number(await readFile(pidFile, 'utf8').catch(() => ''));
  if (!(pid > 0)) return;
  const command = await commandLineOf(pid);
  if (command?.includes(configFile)) {
    logger.info({ natsPid: pid }, 'ending the nats-server that an earlier agent left behind');
    await endProcess(pid);
  }
  await rm(pidFile, { force: true });
}

/** nats-server greets each connection with a line; before that the log is not there yet. */
async function waitUntilServing({ host, port }: { host: string; port: number }): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < deadline) {
    if (await greets({ host, port })) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new SteppeError(
    'TIMEOUT',
    `nats-server did not answer on ${host}:${port} within ${START_TIMEOUT_MS / 1_000} s`,
  );
}

function greets({ host, port }: { host: string; port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (serving: boolean): void => {
      socket.destroy();
      resolve(serving);
    };
    socket.once('data', (line) => settle(line.toString('latin1').startsWith('INFO')));
    socket.once('error', () => settle(false));
    socket.setTimeout(1_000, () => settle(false));
  });
}
