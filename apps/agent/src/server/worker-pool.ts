import { SteppeError } from '@steppe/domain';
import type { SchedulerPool } from '@steppe/job-api';

/** A scheduler-worker, in this process or in one of its own. */
export interface PooledWorker {
  /** Takes no more evaluations, and resolves when those that it holds are settled. */
  stop(): Promise<void>;
}

/** Each may be a process with a view of its own of the log. */
export const WORKERS_MAX = 64;

/** The scheduler-workers of a server. How many there are may change while it runs; it starts with none. */
export class WorkerPool implements SchedulerPool {
  readonly #start: (number: number) => Promise<PooledWorker>;
  readonly #workers: PooledWorker[] = [];
  #size = 0;
  #resizing: Promise<void> = Promise.resolve();

  /** @param start starts the worker with that number, from 1. */
  constructor(start: (number: number) => Promise<PooledWorker>) {
    this.#start = start;
  }

  /** How many there are, or will be once those that start and stop are done with it. */
  get size(): number {
    return this.#size;
  }

  /** @throws SteppeError `REQUEST_INVALID` for more than a server can have. */
  async resize(size: number): Promise<void> {
    if (size > WORKERS_MAX) {
      throw new SteppeError(
        'REQUEST_INVALID',
        `num_schedulers is ${size}: a server runs at most ${WORKERS_MAX}, and more scheduler-workers on machines of their own`,
      );
    }
    this.#size = size;
    const before = this.#resizing;
    const resized = before.then(() => this.#adjust());
    // One that fails is its caller's to hear of, and no reason not to try the next.
    this.#resizing = resized.catch(() => undefined);
    await resized;
  }

  async stop(): Promise<void> {
    await this.resize(0);
  }

  async #adjust(): Promise<void> {
    while (this.#workers.length < this.#size) {
      this.#workers.push(await this.#start(this.#workers.length + 1));
    }
    const superfluous = this.#workers.splice(this.#size);
    await Promise.all(superfluous.map((worker) => worker.stop()));
  }
}
