import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { SteppeError } from '@steppe/domain';
import { type EventStore } from '@steppe/event-log';
import { EVENT_STORE, PRESENCE_SUBJECT } from '@steppe/nest-kit';
import { z } from 'zod';
import { parseBody } from '../http/request-body.ts';
import type { AgentInfo } from '../ports.ts';
import { AGENT } from '../tokens.ts';

const ANSWERS_WAIT_MS = 500;
/** All of them: a worker takes whatever comes. The last one is Nomad's name for its own chores. */
const SCHEDULERS = ['service', 'batch', 'system', 'sysbatch', '_core'];
const GO_ZERO_TIME = '0001-01-01T00:00:00Z';

const Service = z.object({ service: z.string(), instance: z.string() });
const SchedulersConfig = z.looseObject({
  num_schedulers: z.int().nullish(),
  enabled_schedulers: z.array(z.string()).nullish(),
});

interface SchedulersAnswer {
  readonly enabled_schedulers: readonly string[];
  readonly num_schedulers: number;
  readonly server_id: string;
}

/** Which schedulers there are, and how many of them this server runs. */
@Controller('v1/agent/schedulers')
export class SchedulersController {
  constructor(
    @Inject(AGENT) private readonly agent: AgentInfo,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  @Get()
  async list(): Promise<Record<string, unknown>> {
    const workers = await this.#workers();
    const schedulers = workers.map((id) => ({
      enabled_schedulers: SCHEDULERS,
      id,
      started: GO_ZERO_TIME,
      status: 'Started',
      workload_status: 'WaitingToDequeue',
    }));
    return { schedulers, server_id: this.#serverId };
  }

  @Get('config')
  async config(): Promise<SchedulersAnswer> {
    const size = this.agent.schedulers?.size ?? (await this.#workers()).length;
    return this.#answer(size, SCHEDULERS);
  }

  /** Holds until the agent starts anew, as in Nomad. */
  @Post('config')
  @HttpCode(200)
  async change(@Body() body: unknown): Promise<SchedulersAnswer> {
    if (body === undefined || body === '') throw invalid('Invalid request: Request body is empty');
    const wanted = parseBody(body, SchedulersConfig);
    const [size, enabled] = [wanted.num_schedulers ?? 0, wanted.enabled_schedulers ?? []];
    const isKnown = enabled.every((type) => SCHEDULERS.includes(type));
    // Clients compare the whole of Nomad's text.
    if (size < 0 || !isKnown || !enabled.includes('_core')) throw invalid('Invalid request');
    const left = SCHEDULERS.filter((type) => !enabled.includes(type));
    if (size > 0 && left.length > 0) {
      throw invalid(
        `Invalid request: a scheduler takes evaluations of every type: add ${left.join(', ')} to enabled_schedulers, or have none with num_schedulers = 0`,
      );
    }
    const { schedulers } = this.agent;
    if (!schedulers) {
      throw new SteppeError(
        'NOT_IMPLEMENTED',
        'this server runs no schedulers itself: start or stop scheduler-workers where they run',
      );
    }
    await schedulers.resize(size);
    return this.#answer(size, enabled);
  }

  #answer(size: number, enabled: readonly string[]): SchedulersAnswer {
    return { enabled_schedulers: enabled, num_schedulers: size, server_id: this.#serverId };
  }

  get #serverId(): string {
    return `${this.agent.name}.${this.agent.region}`;
  }

  /** The schedulers that answer now, wherever they run. */
  async #workers(): Promise<string[]> {
    const answers = await this.store.live.requestAll(
      PRESENCE_SUBJECT,
      {},
      { timeoutMs: ANSWERS_WAIT_MS },
    );
    const services = answers.flatMap((answer) => Service.safeParse(answer).data ?? []);
    const workers = services.filter(({ service }) => service === 'scheduler-worker');
    return workers.map(({ instance }) => instance).toSorted();
  }
}

function invalid(message: string): SteppeError {
  return new SteppeError('REQUEST_INVALID', message);
}
