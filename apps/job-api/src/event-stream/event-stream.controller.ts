import { Readable } from 'node:stream';
import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { parseTopicFilter } from '@steppe/api-contract';
import { SteppeError } from '@steppe/domain';
import { Answer } from '../http/answer.ts';
import { parseWhole } from '../http/go-values.ts';
import type { FastifyReply } from 'fastify';
import { goneSignal, QueryString } from '../http/read-options.ts';
import { EventLines } from './event-lines.ts';

@Controller('v1/event')
export class EventStreamController {
  constructor(@Inject(EventLines) private readonly lines: EventLines) {}

  /** One JSON object per line as things happen, and `{}` when nothing does. */
  @Get('stream')
  async stream(
    @Query() values: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer> {
    const query = new QueryString(values);
    const filter = parseTopicFilter(query.all('topic'), query.text('namespace') || 'default');
    const fromIndex = indexOf(query);
    const lines = await this.lines.subscribe({
      filter,
      fromIndex,
      signal: goneSignal(reply),
    });
    // A line at a time: what the subscriber has not taken is not made yet.
    const body = Readable.from(lines, { highWaterMark: 1 });
    return new Answer(body, { 'content-type': 'application/json', 'cache-control': 'no-cache' });
  }
}

function indexOf(query: QueryString): number {
  const text = query.text('index') ?? '';
  const index = parseWhole(text || '0');
  if (index !== undefined) return index;
  throw new SteppeError(
    'REQUEST_INVALID',
    `Unable to parse index: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`,
  );
}
