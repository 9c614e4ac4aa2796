import { fileURLToPath } from 'node:url';
import type { Logger } from '@steppe/nest-kit';
import type { TlsSettings } from '../config/tls-settings.ts';
import { Supervisor } from '../process/supervisor.ts';

/** Starts scheduler-workers as processes of their own, so that they schedule beside the API on other cores. */
export async function startWorkerProcesses(
  {
    count,
    natsUrl,
    tls,
    logLevel,
  }: { count: number; natsUrl: string; tls: TlsSettings['rpc']; logLevel: string },
  logger: Logger,
): Promise<{ stop(): Promise<void> }> {
  const main = fileURLToPath(import.meta.resolve('@steppe/scheduler-worker/main'));
  const workers = Array.from(
    { length: count },
    (_, i) =>
      new Supervisor(
        {
          name: `scheduler-worker-${i + 1}`,
          command: process.execPath,
          args: [main],
          env: { NATS_URL: natsUrl, LOG_LEVEL: logLevel, ...natsTlsEnv(tls) },
          ipc: true,
        },
        logger,
      ),
  );
  // Their start need not be waited for: evaluations wait in the queue until a worker takes them.
  const starts = workers.map((worker) => worker.start());
  for (const start of starts)
    start.catch((error: unknown) =>
      logger.error({ err: error }, 'a scheduler-worker did not start'),
    );
  return {
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()));
    },
  };
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
