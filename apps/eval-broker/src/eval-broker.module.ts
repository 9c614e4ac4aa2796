import { type DynamicModule, Module } from '@nestjs/common';
import { BrokerLoop } from './broker-loop.ts';
import { BrokerService } from './broker.service.ts';
import type { EvalBrokerOptions } from './eval-broker-options.ts';
import { StateHashService } from './state-hash.service.ts';

@Module({})
export class EvalBrokerModule {
  static with(options: EvalBrokerOptions): DynamicModule {
    return {
      module: EvalBrokerModule,
      providers: [
        { provide: BrokerLoop, useValue: new BrokerLoop(options) },
        { provide: StateHashService, useValue: new StateHashService(options) },
        BrokerService,
      ],
    };
  }
}
