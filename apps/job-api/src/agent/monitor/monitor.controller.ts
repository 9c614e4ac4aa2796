import { Readable } from 'node:stream';
import { Controller, Get, Inject, type OnModuleDestroy, Query, Res } from '@nestjs/common';
import { SteppeError } from '@steppe/domain';
import type { EventStore, Timers } from '@steppe/event-log';
import {
  EVENT_STORE,
  listenToLog,
  type LogLevel,
  type LogListener,
  type LogOwner,
  type LogTap,
  type RemoteLog,
} from '@steppe/nest-kit';
import type { FastifyReply } from 'fastify';
import { Heartbeat } from '../../event-stream/heartbeat.ts';
import { Answer } from '../../http/answer.ts';
import { goneSignal, QueryString } from '../../http/read-options.ts';
import type { AgentInfo } from '../../ports.ts';
import { Reads } from '../../reads/reads.service.ts';
import { AGENT, LOG_TAP, TIMERS } from '../../tokens.ts';
import { plainLine } from './plain-line.ts';

const HEARTBEAT_MS = 1_000;

/** The log of an agent as it is written: of this one, or of another that is named. */
@Controller('v1/agent/monitor')
export class MonitorController implements OnModuleDestroy {
  readonly #ending = new AbortController();

  constructor(
    @Inject(LOG_TAP) private readonly tap: LogTap,
    @Inject(TIMERS) private readonly timers: Timers,
    @Inject(AGENT) private readonly agent: AgentInfo,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(Reads) private readonly reads: Reads,
  ) {}

  onModuleDestroy(): void {
    this.#ending.abort();
  }

  @Get()
  async monitor(
    @Query() values: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer> {
    const query = new QueryString(values);
    const level = levelOf(query.text('log_level') || 'info');
    const isPlain = query.flag('plain') ?? false;
    const format = query.flag('log_json') ? (line: string): string => line : plainLine;
    const gone = AbortSignal.any([goneSignal(reply), this.#ending.signal]);
    const { listener, ended } = await this.#listen(query, { level, signal: gone });
    const texts = this.#texts(listener, { format, signal: AbortSignal.any([gone, ended]) });
    const body = Readable.from(isPlain ? texts : framesOf(texts), { highWaterMark: 1 });
    return new Answer(body, { 'content-type': isPlain ? 'text/plain' : 'application/json' });
  }

  async #listen(
    query: QueryString,
    { level, signal }: { level: LogLevel; signal: AbortSignal },
  ): Promise<RemoteLog> {
    const owner = this.#ownerIn(query);
    if (!owner) return { listener: this.tap.listen(level), ended: signal };
    try {
      return await listenToLog(this.store.live, owner, { level, signal });
    } catch (error) {
      const isNobody = error instanceof SteppeError && error.code === 'NODE_UNREACHABLE';
      if (!isNobody || 'nodeId' in owner) throw error;
      throw new SteppeError('REQUEST_INVALID', `unknown Nomad server ${owner.server}`, {
        cause: error,
      });
    }
  }

  /**
   * Whose log is asked for; undefined for that of this agent.
   *
   * @throws SteppeError `NODE_NOT_FOUND`.
   */
  #ownerIn(query: QueryString): LogOwner | undefined {
    const { name, nodeId: ownId, region } = this.agent;
    const nodeId = query.text('node_id') || ownId;
    if (nodeId !== ownId && nodeId !== undefined) {
      if (this.reads.state.nodes.has(nodeId)) return { nodeId };
      throw new SteppeError('NODE_NOT_FOUND', `Unknown node ${nodeId}`);
    }
    const asked = query.text('server_id') || name;
    if (asked === name || asked === 'leader') return undefined;
    const server = asked.endsWith(`.${region}`) ? asked : `${asked}.${region}`;
    return server === `${name}.${region}` ? undefined : { server };
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
