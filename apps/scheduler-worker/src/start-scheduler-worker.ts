import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { NestLogger } from '@steppe/nest-kit';
import type { SchedulerWorkerOptions } from './scheduler-worker-options.ts';
import { SchedulerWorkerModule } from './scheduler-worker.module.ts';

export type { SchedulerWorkerOptions } from './scheduler-worker-options.ts';

export interface RunningSchedulerWorker {
  /** Takes no more evaluations, and resolves when those that it holds are settled. */
  close(): Promise<void>;
}

/** Starts a worker. Any number may run: they share the queue of evaluations that are ready. */
export async function startSchedulerWorker(
  options: SchedulerWorkerOptions,
): Promise<RunningSchedulerWorker> {
  const app = await NestFactory.createApplicationContext(SchedulerWorkerModule.with(options), {
    logger: new NestLogger(options.logger),
    abortOnError: false,
  });
  return { close: async () => await app.close() };
}
