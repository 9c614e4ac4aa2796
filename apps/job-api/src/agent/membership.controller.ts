import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { SteppeError } from '@steppe/domain';
import { type EventStore } from '@steppe/event-log';
import { EVENT_STORE, PRESENCE_SUBJECT } from '@steppe/nest-kit';
import { z } from 'zod';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { parseBody } from '../http/request-body.ts';
import type { AgentInfo } from '../ports.ts';
import { AGENT } from '../tokens.ts';
import { rpcAddressOf } from './member.ts';

const ANSWERS_WAIT_MS = 500;
/** All of them: a worker takes whatever comes. The last one is Nomad's name for its own chores. */
const SCHEDULERS = ['service', 'batch', 'system', 'sysbatch', '_core'];
const GO_ZERO_TIME = '0001-01-01T00:00:00Z';

const Service = z.object({ service: z.string(), instance: z.string() });
const SchedulersConfig = z.looseObject({
  num_schedulers: z.int().nullish(),
  enabled_schedulers: z.array(z.string()).nullish(),
});

/** What Nomad's tools ask of a server's place among others, and of its schedulers. */
@Controller('v1/agent')
export class MembershipController {
  constructor(
    @Inject(AGENT) private readonly agent: AgentInfo,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  /** Servers find one another by their configuration alone, so only a server that is in already can be joined. */
  @Post('join')
  @HttpCode(200)
  join(@Options() { query }: ReadOptions): Record<string, unknown> {
    const addresses = query.all('address');
    if (addresses.length === 0) throw invalid('missing address to join');
    const strangers = addresses.filter((address) => !this.#isOwn(address));
    const complaints = strangers.map(
      (address) =>
        `failed to join ${address}: servers find one another by server_join.retry_join in their configuration`,
    );
    const num_joined = addresses.length - strangers.length;
    return { error: complaints.join('\n'), num_joined, warning: '' };
  }

  /** Nothing to do: whoever is listed is there, and who is gone is not listed. */
  @Post('force-leave')
  @HttpCode(200)
  forceLeave(@Options() { query }: ReadOptions): Answer {
    if (!query.text('node')) throw invalid('missing node to force leave');
    return new Answer(undefined, {});
  }

  @Post('servers')
  changeServers(@Options() { query }: ReadOptions): never {
    if (query.all('address').length === 0) throw invalid('missing server address');
    throw notHere('an agent keeps the servers of its configuration: change client.servers there');
  }

  @Get('schedulers')
  async schedulers(): Promise<Record<string, unknown>> {
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

  @Get('schedulers/config')
  async schedulersConfig(): Promise<Record<string, unknown>> {
    const { length } = await this.#workers();
    return { enabled_schedulers: SCHEDULERS, num_schedulers: length, server_id: this.#serverId };
  }

  @Post('schedulers/config')
  changeSchedulers(@Body() body: unknown): never {
    if (body === undefined || body === '') throw invalid('Invalid request: Request body is empty');
    parseBody(body, SchedulersConfig);
    throw notHere(
      'schedulers are processes: set server.num_schedulers, or start scheduler-workers of their own',
    );
  }

  get #serverId(): string {
    return `${this.agent.name}.${this.agent.region}`;
  }

  #isOwn(address: string): boolean {
    const own = rpcAddressOf(this.agent);
    return address === own || own.startsWith(`${address}:`);
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

function notHere(message: string): SteppeError {
  return new SteppeError('NOT_IMPLEMENTED', message);
}
