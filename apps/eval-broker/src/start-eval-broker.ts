import 'reflect-metadata';
import { NestLogger } from '@steppe/nest-kit';
import { NestFactory } from '@nestjs/core';
import type { EvalBrokerOptions } from './eval-broker-options.ts';
import { BrokerLoop } from './broker-loop.ts';
import { EvalBrokerModule } from './eval-broker.module.ts';

export type { EvalBrokerOptions } from './eval-broker-options.ts';

export interface RunningEvalBroker {
  /** Whether it has the lease now. */
  readonly isLeading: boolean;
  /** Gives the lease up, so that a standby takes over at once. */
  close(): Promise<void>;
}

/** Starts a broker: it leads once it has the lease, and stands by until then. */
export async function startEvalBroker(options: EvalBrokerOptions): Promise<RunningEvalBroker> {
  const app = await NestFactory.createApplicationContext(EvalBrokerModule.with(options), {
    logger: new NestLogger(options.logger),
    abortOnError: false,
  });
  const loop = app.get(BrokerLoop);
  return {
    get isLeading() {
      return loop.isLeading;
    },
    close: async () => await app.close(),
  };
}
