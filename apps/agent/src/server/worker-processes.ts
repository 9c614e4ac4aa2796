import { fileURLToPath } from 'node:url';
import type { Logger } from '@steppe/nest-kit';
import { Supervisor } from '../process/supervisor.ts';

/** Starts scheduler-workers as processes of their own, so that they schedule beside the API on other cores. */
export async function startWorkerProcesses(
  { count, natsUrl, logLevel }: { count: number; natsUrl: string; logLevel: string },
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
          env: { NATS_URL: natsUrl, LOG_LEVEL: logLevel },
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
