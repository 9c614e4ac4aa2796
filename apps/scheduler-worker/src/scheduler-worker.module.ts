import { type DynamicModule, Module } from '@nestjs/common';
import { Timings } from '@steppe/nest-kit';
import type { SchedulerWorkerOptions } from './scheduler-worker-options.ts';
import { SchedulerWorkerService } from './scheduler-worker.service.ts';
import { PresenceService } from './presence.service.ts';
import { StateHashService } from './state-hash.service.ts';
import { TimingsService } from './timings.service.ts';
import { WorkerLoop } from './worker-loop.ts';

@Module({})
export class SchedulerWorkerModule {
  static with(options: SchedulerWorkerOptions): DynamicModule {
    const timings = new Timings();
    return {
      module: SchedulerWorkerModule,
      providers: [
        { provide: WorkerLoop, useValue: new WorkerLoop(options, timings) },
        { provide: PresenceService, useValue: new PresenceService(options) },
        { provide: StateHashService, useValue: new StateHashService(options) },
        { provide: TimingsService, useValue: new TimingsService(options, timings) },
        SchedulerWorkerService,
      ],
    };
  }
}
