import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { WorkerLoop } from './worker-loop.ts';

/** Ties the worker's loop to the life of the application. */
@Injectable()
export class SchedulerWorkerService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #loop: WorkerLoop;

  constructor(loop: WorkerLoop) {
    this.#loop = loop;
  }

  onApplicationBootstrap(): void {
    this.#loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#loop.stop();
  }
}
