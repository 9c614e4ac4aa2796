import { All, Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { SteppeError } from '@steppe/domain';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import type { AgentInfo } from '../ports.ts';
import { AGENT } from '../tokens.ts';
import { describeMachine } from './machine.ts';

/** What Nomad's `operator debug` collects of an agent, as far as there is any. */
@Controller('v1/agent')
export class DiagnosisController {
  constructor(@Inject(AGENT) private readonly agent: AgentInfo) {}

  @Get('host')
  async host(): Promise<Record<string, unknown>> {
    return describeMachine(process.env);
  }

  @Post('reload')
  @HttpCode(200)
  async reload(): Promise<Answer> {
    const { reload } = this.agent;
    if (!reload) throw notHere('this agent has no configuration to reload');
    await reload();
    return new Answer(undefined, {});
  }

  @Get('monitor/export')
  exportLog(@Options() { query }: ReadOptions): never {
    const onDisk = query.flag('on_disk') ?? false;
    const service = query.text('service_name') ?? '';
    if (onDisk && service !== '')
      throw invalid('-on-disk and -service-name cannot be used together');
    if (!onDisk && service === '') throw invalid('Either -service-name or -on-disk must be set');
    if (onDisk) throw invalid('No nomad log file defined');
    throw notHere(
      `the agent does not read the journal of ${service}: ask journalctl -u ${service}`,
    );
  }

  /** Any method, as in Nomad. */
  @All('keyring/list')
  gossipKeys(): never {
    throw notHere(NO_GOSSIP);
  }

  @All(['keyring/install', 'keyring/use', 'keyring/remove'])
  changeGossipKeys(@Body() body: unknown): never {
    if (typeof body !== 'string' || body === '') throw invalid('Request body is empty');
    throw notHere(NO_GOSSIP);
  }

  @All(['pprof', 'pprof/:profile'])
  profile(): never {
    throw notHere(
      "these are profiles of Go's runtime: start the agent with NODE_OPTIONS=--cpu-prof for one of Node's",
    );
  }
}

const NO_GOSSIP =
  'servers do not gossip, so that there are no gossip keys: NATS carries what they say, over TLS if it is set up';

function invalid(message: string): SteppeError {
  return new SteppeError('REQUEST_INVALID', message);
}

function notHere(message: string): SteppeError {
  return new SteppeError('NOT_IMPLEMENTED', message);
}
