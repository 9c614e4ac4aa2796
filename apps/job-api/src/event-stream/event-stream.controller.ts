import { Readable } from 'node:stream';
import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { parseTopicFilter, wantsEvent } from '@steppe/api-contract';
import { SteppeError } from '@steppe/domain';
import { CLOCK, type Clock } from '@steppe/nest-kit';
import { Access } from '../access/access.service.ts';
import { type Caller, FromCaller } from '../access/caller.ts';
import { Answer } from '../http/answer.ts';
import { parseWhole } from '../http/go-values.ts';
import type { FastifyReply } from 'fastify';
import { goneSignal, QueryString } from '../http/read-options.ts';
import { Reads } from '../reads/reads.service.ts';
import { EventLines } from './event-lines.ts';
import { aclVersion, checkTopics, StreamPermit } from './stream-permit.ts';

@Controller('v1/event')
export class EventStreamController {
  constructor(
    @Inject(EventLines) private readonly lines: EventLines,
    @Inject(Access) private readonly access: Access,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** One JSON object per line as things happen, and `{}` when nothing does. */
  @Get('stream')
  async stream(
    @Query() values: unknown,
    @FromCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer> {
    const query = new QueryString(values);
    const filter = parseTopicFilter(query.all('topic'), query.text('namespace') || 'default');
    const fromIndex = indexOf(query);
    checkTopics(caller.permissions, filter);
    const permit = this.#permitOf(caller);
    const lines = await this.lines.subscribe({
      wants: (event) => wantsEvent(filter, event) && permit.sees(event),
      isAdmitted: () => permit.isValid(filter),
      fromIndex,
      signal: goneSignal(reply),
    });
    // A line at a time: what the subscriber has not taken is not made yet.
    const body = Readable.from(lines, { highWaterMark: 1 });
    return new Answer(body, { 'content-type': 'application/json', 'cache-control': 'no-cache' });
  }

  /** A token may expire while somebody listens: its rights are looked up again every now and then. */
  #permitOf({ permissions, secret }: Caller): StreamPermit {
    return new StreamPermit(permissions, {
      ask: async () => (await this.access.callerWith(secret)).permissions,
      version: () => aclVersion(this.reads.state) + Math.floor(this.now() / RECHECK_MS),
    });
  }
}

const RECHECK_MS = 60_000;

function indexOf(query: QueryString): number {
  const text = query.text('index') ?? '';
  const index = parseWhole(text || '0');
  if (index !== undefined) return index;
  throw new SteppeError(
    'REQUEST_INVALID',
    `Unable to parse index: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`,
  );
}
