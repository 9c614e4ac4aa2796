import { SteppeError } from '@steppe/domain';
import { runService } from '@steppe/nest-kit';
import { startSchedulerWorker } from './start-scheduler-worker.ts';

await runService('scheduler-worker', async (ports) => {
  const concurrency = concurrencyOf(ports.env['SCHEDULER_CONCURRENCY']);
  const projection = await ports.openProjection();
  return await startSchedulerWorker({ ...ports, concurrency, projection });
});

/** @returns undefined for the default. */
function concurrencyOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const concurrency = Number(text);
  if (Number.isInteger(concurrency) && concurrency >= 1) return concurrency;
  throw new SteppeError(
    'CONFIG_INVALID',
    `SCHEDULER_CONCURRENCY is ${JSON.stringify(text)}, and must be a whole number from 1`,
  );
}
