import { Controller, Get, Inject } from '@nestjs/common';
import { type EventStore, type Projection } from '@steppe/event-log';
import { EVENT_STORE, PROJECTION, STATE_HASH_SUBJECT } from '@steppe/nest-kit';

const ANSWERS_WAIT_MS = 500;

@Controller('v1/operator')
export class OperatorController {
  constructor(
    @Inject(PROJECTION) private readonly projection: Projection,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

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
