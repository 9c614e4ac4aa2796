import { SteppeError } from '@steppe/domain';
import type { Delivery, ReadyEvaluation } from '@steppe/event-log';
import { Timings } from '@steppe/nest-kit';
import { EvaluationProcessor } from './evaluation-processor.ts';
import type { SchedulerWorkerOptions } from './scheduler-worker-options.ts';

const CONCURRENCY = 32;
/** An evaluation that could not be processed is given out again after this time, doubled at each attempt. */
const RETRY_MS = 250;
const RETRY_MAX_MS = 30_000;
/** How long a failed take waits: the queue is out of reach. */
const TAKE_RETRY_MS = 1_000;

/** Takes evaluations from the queue and processes them, until it is stopped. */
export class WorkerLoop {
  readonly #options: SchedulerWorkerOptions;
  readonly #processor: EvaluationProcessor;
  readonly #stopping = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  constructor(options: SchedulerWorkerOptions, timings = new Timings()) {
    this.#options = options;
    this.#processor = new EvaluationProcessor(options, timings);
  }

  start(): void {
    const { concurrency = CONCURRENCY } = this.#options;
    this.#running = Promise.all(Array.from({ length: concurrency }, () => this.#run()));
  }

  /** Takes nothing more, and resolves when what was taken is settled. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const delivery = await this.#take(signal);
      if (delivery) await this.#settle(delivery);
    }
  }

  async #take(signal: AbortSignal): Promise<Delivery<ReadyEvaluation> | undefined> {
    try {
      return await this.#options.store.ready.take({ signal });
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'could not take an evaluation');
      await pause(TAKE_RETRY_MS, signal);
      return undefined;
    }
  }

  async #settle(delivery: Delivery<ReadyEvaluation>): Promise<void> {
    const { logger } = this.#options;
    const { evalId, jobId } = delivery.item;
    try {
      await this.#processor.process(delivery);
      await delivery.ack();
    } catch (error) {
      const delayMs = Math.min(RETRY_MAX_MS, RETRY_MS * 2 ** (delivery.attempt - 1));
      const { attempt } = delivery;
      const level = error instanceof SteppeError ? 'warn' : 'error';
      logger[level]({ evalId, jobId, attempt, delayMs, err: error }, 'evaluation not processed');
      await this.#giveBack(delivery, delayMs);
    }
  }

  /** Without an answer the queue gives the evaluation out again by itself, only later. */
  async #giveBack(delivery: Delivery<ReadyEvaluation>, delayMs: number): Promise<void> {
    try {
      await delivery.retry(delayMs);
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'could not give an evaluation back');
    }
  }
}

async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, delayMs);
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
}
