import { Readable } from 'node:stream';
import { Controller, Get, Inject, type OnModuleDestroy, Query, Res } from '@nestjs/common';
import { SteppeError } from '@steppe/domain';
import type { Timers } from '@steppe/event-log';
import { type LogLevel, type LogListener, type LogTap } from '@steppe/nest-kit';
import type { FastifyReply } from 'fastify';
import { Heartbeat } from '../../event-stream/heartbeat.ts';
import { Answer } from '../../http/answer.ts';
import { goneSignal, QueryString } from '../../http/read-options.ts';
import type { AgentInfo } from '../../ports.ts';
import { AGENT, LOG_TAP, TIMERS } from '../../tokens.ts';
import { plainLine } from './plain-line.ts';

const HEARTBEAT_MS = 1_000;

/** The log of this agent as it is written. */
@Controller('v1/agent/monitor')
export class MonitorController implements OnModuleDestroy {
  readonly #ending = new AbortController();

  constructor(
    @Inject(LOG_TAP) private readonly tap: LogTap,
    @Inject(TIMERS) private readonly timers: Timers,
    @Inject(AGENT) private readonly agent: AgentInfo,
  ) {}

  onModuleDestroy(): void {
    this.#ending.abort();
  }

  @Get()
  monitor(@Query() values: unknown, @Res({ passthrough: true }) reply: FastifyReply): Answer {
    const query = new QueryString(values);
    const level = levelOf(query.text('log_level') || 'info');
    this.#checkIsThisAgent(query);
    const isPlain = query.flag('plain') ?? false;
    const format = query.flag('log_json') ? (line: string): string => line : plainLine;
    const signal = AbortSignal.any([goneSignal(reply), this.#ending.signal]);
    const texts = this.#texts(this.tap.listen(level), { format, signal });
    const body = Readable.from(isPlain ? texts : framesOf(texts), { highWaterMark: 1 });
    return new Answer(body, { 'content-type': isPlain ? 'text/plain' : 'application/json' });
  }

  /** The lines as they come; an empty text at first, so that the answer begins, and when there is none for a while. */
  async *#texts(
    listener: LogListener,
    { format, signal }: { format: (line: string) => string; signal: AbortSignal },
  ): AsyncGenerator<string> {
    const heartbeat = new Heartbeat(this.timers, HEARTBEAT_MS);
    try {
      yield '';
      heartbeat.restart();
      while (!signal.aborted) {
        const { lines, dropped } = listener.take();
        if (lines.length > 0 || heartbeat.isDue) {
          yield lines.map(format).join('') + (dropped > 0 ? `${dropped} lines were dropped\n` : '');
          heartbeat.restart();
        } else await heartbeat.dueOr(listener.arrived(), signal);
      }
    } finally {
      heartbeat.stop();
      listener.close();
    }
  }

  #checkIsThisAgent(query: QueryString): void {
    const { name, nodeId, region } = this.agent;
    const own = [name, `${name}.${region}`, 'leader', nodeId];
    const asked = query.text('node_id') || query.text('server_id');
    if (!asked || own.includes(asked)) return;
    throw new SteppeError(
      'REQUEST_INVALID',
      `the log of ${asked} is not here: an agent gives its own only, and this is ${name}`,
    );
  }
}

async function* framesOf(texts: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const text of texts) {
    const frame = text === '' ? {} : { Data: Buffer.from(text).toString('base64') };
    yield `${JSON.stringify(frame)}\n`;
  }
}

function levelOf(text: string): LogLevel {
  const lower = text.toLowerCase();
  for (const level of LEVELS) if (level === lower) return level;
  throw new SteppeError('REQUEST_INVALID', `Unknown log level: ${text}`);
}

const LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error'];
