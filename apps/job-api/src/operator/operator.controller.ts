import { Controller, Get, Inject } from '@nestjs/common';
import { type EventStore, type Projection } from '@steppe/event-log';
import { EVENT_STORE, PROJECTION, STATE_HASH_SUBJECT } from '@steppe/nest-kit';
import { Answer } from '../http/answer.ts';

const ANSWERS_WAIT_MS = 500;
const FIRST_INDEX = 1;

@Controller('v1/operator')
export class OperatorController {
  constructor(
    @Inject(PROJECTION) private readonly projection: Projection,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  @Get('scheduler/configuration')
  scheduler(): Answer {
    return Answer.ofRead(
      {
        SchedulerConfig: {
          SchedulerAlgorithm: 'binpack',
          PreemptionConfig: {
            SystemSchedulerEnabled: true,
            SysBatchSchedulerEnabled: false,
            BatchSchedulerEnabled: false,
            ServiceSchedulerEnabled: false,
          },
          MemoryOversubscriptionEnabled: false,
          RejectJobRegistration: false,
          PauseEvalBroker: false,
          NodeLimitForFeasibilityChecks: 0,
          CreateIndex: FIRST_INDEX,
          ModifyIndex: FIRST_INDEX,
        },
        Index: FIRST_INDEX,
        LastContact: 0,
        KnownLeader: true,
        NextToken: '',
      },
      FIRST_INDEX,
    );
  }

  /** The state that this process has reached, and that of every other service: at one seq, one hash. */
  @Get('steppe/state-hash')
  async stateHash(): Promise<Record<string, unknown>> {
    const { seq } = this.projection.state;
    const hash = this.projection.hash();
    const options = { timeoutMs: ANSWERS_WAIT_MS };
    const services = await this.store.live.requestAll(STATE_HASH_SUBJECT, {}, options);
    return { Seq: seq, Hash: hash, Services: services };
  }
}
