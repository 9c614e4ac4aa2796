import { Controller, Get, Inject, Param, Req } from '@nestjs/common';
import { actionsOf } from '@steppe/api-contract';
import { jobKey, SteppeError } from '@steppe/domain';
import type { FastifyRequest } from 'fastify';
import { Answer } from '../../http/answer.ts';
import { Options, type ReadOptions } from '../../http/read-options.ts';
import { Reads } from '../../reads/reads.service.ts';
import { parseExecUrl } from './exec-request.ts';

/** The actions that a job's file names, which run as commands in its tasks. */
@Controller('v1/job/:jobId')
export class JobActionsController {
  constructor(@Inject(Reads) private readonly reads: Reads) {}

  @Get('actions')
  list(@Param('jobId') jobId: string, @Options() { namespace }: ReadOptions): Answer {
    const row = this.reads.state.jobs.get(jobKey(namespace, jobId));
    if (!row) throw new SteppeError('JOB_NOT_FOUND', `Unknown job "${jobId}"`);
    // Nomad does not say as of when.
    const { body, headers } = Answer.ofRead(actionsOf(row.current.job), 0);
    return new Answer(body, { ...headers, 'X-Nomad-Knownleader': 'false' });
  }

  /** Answers whoever asks for an action without a websocket. */
  @Get('action')
  withoutSocket(@Req() request: FastifyRequest): never {
    parseExecUrl(request.url);
    throw new SteppeError('REQUEST_INVALID', 'websocket connection not found in context');
  }
}
