import { type DynamicModule, Module } from '@nestjs/common';
import type { SchedulerWorkerOptions } from './scheduler-worker-options.ts';
import { SchedulerWorkerService } from './scheduler-worker.service.ts';
import { StateHashService } from './state-hash.service.ts';
import { WorkerLoop } from './worker-loop.ts';

@Module({})
export class SchedulerWorkerModule {
  static with(options: SchedulerWorkerOptions): DynamicModule {
    return {
      module: SchedulerWorkerModule,
      providers: [
        { provide: WorkerLoop, useValue: new WorkerLoop(options) },
        { provide: StateHashService, useValue: new StateHashService(options) },
        SchedulerWorkerService,
      ],
    };
  }
}
