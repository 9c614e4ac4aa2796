import { Readable } from 'node:stream';
import { Controller, Get, Inject, Param } from '@nestjs/common';
import { groupOf, SteppeError } from '@steppe/domain';
import { Answer } from '../http/answer.ts';
import { Options, type QueryString, type ReadOptions } from '../http/read-options.ts';
import { NodeRequests } from './node-requests.ts';

@Controller('v1/client/fs/logs')
export class LogsController {
  constructor(@Inject(NodeRequests) private readonly nodes: NodeRequests) {}

  @Get()
  withoutAllocation(): never {
    throw new SteppeError('REQUEST_INVALID', 'must provide a valid alloc id');
  }

  /** A task's output: Nomad's frames, or with `?plain=true` the bytes; with `?follow=true` as they come. */
  @Get(':allocId')
  async logs(
    @Param('allocId') allocId: string,
    @Options() { query, signal }: ReadOptions,
  ): Promise<Answer> {
    const wanted = parseLogQuery(query);
    const row = this.nodes.allocation(allocId);
    const tasks = groupOf(row.jobVersion, row.groupName)?.tasks ?? [];
    if (!tasks.some(({ name }) => name === wanted.task)) {
      throw new SteppeError('REQUEST_INVALID', `unknown task name "${wanted.task}"`);
    }
    const pieces = this.nodes.stream(row.nodeId, 'logs', {
      payload: { allocId, ...wanted },
      signal,
    });
    const body = await startedStream(pieces);
    return new Answer(body, {
      'content-type': wanted.plain ? 'text/plain' : 'application/json',
    });
  }
}

/** Waits for the first piece, so that an agent's refusal is answered as an error and not cut off. */
async function startedStream(pieces: AsyncIterable<Uint8Array>): Promise<Readable> {
  const iterator = pieces[Symbol.asyncIterator]();
  const first = await iterator.next();
  return Readable.from(
    (async function* rest() {
      try {
        for (let next = first; next.done !== true; next = await iterator.next()) yield next.value;
      } finally {
        await iterator.return?.();
      }
    })(),
    { objectMode: false },
  );
}

interface LogQuery {
  readonly task: string;
  readonly type: string;
  readonly origin: string;
  readonly offset: number;
  readonly follow: boolean;
  readonly plain: boolean;
}

/** @throws SteppeError `REQUEST_INVALID` in Nomad's words. */
function parseLogQuery(query: QueryString): LogQuery {
  const task = query.text('task') ?? '';
  const type = query.text('type') ?? '';
  const origin = query.text('origin') || 'start';
  const offset = query.text('offset') || '0';
  if (task === '') throw invalid('must provide task name');
  if (type !== 'stdout' && type !== 'stderr')
    throw invalid('must provide log type (stdout/stderr)');
  if (origin !== 'start' && origin !== 'end') throw invalid('origin must be start or end');
  if (!/^\d{1,15}$/.test(offset)) {
    const quoted = JSON.stringify(offset);
    throw invalid(`error parsing offset: strconv.ParseInt: parsing ${quoted}: invalid syntax`);
  }
  return {
    task,
    type,
    origin,
    offset: Number(offset),
    follow: query.flag('follow') ?? false,
    plain: query.flag('plain') ?? false,
  };
}

function invalid(message: string): SteppeError {
  return new SteppeError('REQUEST_INVALID', message);
}
