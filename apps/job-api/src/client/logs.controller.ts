import { Controller, Get, Inject, Param } from '@nestjs/common';
import { groupOf, SteppeError } from '@steppe/domain';
import { Answer } from '../http/answer.ts';
import { Options, type QueryString, type ReadOptions } from '../http/read-options.ts';
import { startedStream } from './agent-answers.ts';
import { invalid, type Origin, originOf } from './fs-query.ts';
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

interface LogQuery extends Origin {
  readonly task: string;
  readonly type: string;
  readonly follow: boolean;
  readonly plain: boolean;
}

/** @throws SteppeError `REQUEST_INVALID` in Nomad's words. */
function parseLogQuery(query: QueryString): LogQuery {
  const task = query.text('task') ?? '';
  const type = query.text('type') ?? '';
  if (task === '') throw invalid('must provide task name');
  if (type !== 'stdout' && type !== 'stderr')
    throw invalid('must provide log type (stdout/stderr)');
  return {
    task,
    type,
    ...originOf(query),
    follow: query.flag('follow') ?? false,
    plain: query.flag('plain') ?? false,
  };
}
