import { fileURLToPath } from 'node:url';
import type { Logger } from '@steppe/nest-kit';
import type { TlsSettings } from '../config/tls-settings.ts';
import { Supervisor } from '../process/supervisor.ts';
import { WorkerPool } from './worker-pool.ts';

/** Scheduler-workers as processes of their own, so that they schedule beside the API on other cores. */
export function workerProcesses(
  { natsUrl, tls, logLevel }: { natsUrl: string; tls: TlsSettings['rpc']; logLevel: string },
  logger: Logger,
): WorkerPool {
  const main = fileURLToPath(import.meta.resolve('@steppe/scheduler-worker/main'));
  return new WorkerPool(async (number) => {
    const name = `scheduler-worker-${number}`;
    const worker = new Supervisor(
      {
        name,
        command: process.execPath,
        args: [main],
        env: { NATS_URL: natsUrl, LOG_LEVEL: logLevel, ...natsTlsEnv(tls) },
        ipc: true,
      },
      logger,
    );
    // Its start need not be waited for: evaluations wait in the queue until a worker takes them.
    worker.start().catch((error: unknown) => logger.error({ err: error }, `${name} did not start`));
    return worker;
  });
}

/** Paths, since a process's environment is no place for a key. */
function natsTlsEnv(tls: TlsSettings['rpc']): Record<string, string> {
  if (!tls) return {};
  const { files, serverName } = tls;
  return {
    NATS_TLS_CA: files.caFile,
    NATS_TLS_CERT: files.certFile,
    NATS_TLS_KEY: files.keyFile,
    ...(serverName === undefined ? {} : { NATS_TLS_SERVER_NAME: serverName }),
  };
}
