import { Body, Controller, HttpCode, Inject, Param, Post, UseGuards } from '@nestjs/common';
import { JobDispatchRequest, type JobDispatchResponse } from '@steppe/api-contract';
import { SteppeError } from '@steppe/domain';
import { Answer } from '../../http/answer.ts';
import { Options, type ReadOptions } from '../../http/read-options.ts';
import { parseBody } from '../../http/request-body.ts';
import { RegistrationAllowed } from '../registration-allowed.guard.ts';
import { type DispatchRequest, JobDispatcher } from './job-dispatcher.ts';

@Controller('v1/job/:jobId/dispatch')
@UseGuards(RegistrationAllowed)
export class JobDispatchController {
  constructor(@Inject(JobDispatcher) private readonly dispatcher: JobDispatcher) {}

  @Post()
  @HttpCode(200)
  async dispatch(
    @Param('jobId') jobId: string,
    @Body() body: unknown,
    @Options() options: ReadOptions,
  ): Promise<Answer> {
    const request = parseBody(body, JobDispatchRequest);
    if (request.JobID && request.JobID !== jobId) {
      throw new SteppeError('REQUEST_INVALID', 'Job ID does not match');
    }
    return this.#dispatch(jobId, options, {
      payload: bytesOf(request.Payload ?? ''),
      meta: request.Meta ?? {},
      priority: request.Priority || undefined,
      idPrefix: request.IdPrefixTemplate ?? '',
    });
  }

  /** The body itself is what is passed on. */
  @Post('payload')
  @HttpCode(200)
  async dispatchPayload(
    @Param('jobId') jobId: string,
    @Body() body: unknown,
    @Options() options: ReadOptions,
  ): Promise<Answer> {
    const payload = Buffer.from(typeof body === 'string' ? body : '');
    return this.#dispatch(jobId, options, { payload, meta: {}, priority: undefined, idPrefix: '' });
  }

  async #dispatch(
    jobId: string,
    { namespace, query }: ReadOptions,
    request: Omit<DispatchRequest, 'idempotencyToken'>,
  ): Promise<Answer> {
    const idempotencyToken = query.text('idempotency_token') ?? '';
    const name = { namespace, jobId };
    const dispatched = await this.dispatcher.dispatch(name, { ...request, idempotencyToken });
    const { evalId, createSeq, seq } = dispatched;
    const body: JobDispatchResponse = {
      DispatchedJobID: dispatched.jobId,
      EvalID: evalId,
      EvalCreateIndex: evalId === '' ? 0 : seq,
      JobCreateIndex: createSeq,
      Index: seq,
    };
    return Answer.ofWrite(body, seq);
  }
}

/** As Go reads base64: what is no base64 is an error, where Node would leave it out. */
function bytesOf(base64: string): Uint8Array {
  const isBase64 = base64.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(base64);
  if (!isBase64) throw new SteppeError('REQUEST_INVALID', 'Payload is no base64');
  return Buffer.from(base64, 'base64');
}
