import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Inject,
} from '@nestjs/common';
import { SteppeError } from '@steppe/domain';
import { type Logger, LOGGER } from '@steppe/nest-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { headersOf } from './answer.ts';
import { KnownPaths } from './known-paths.ts';

/** Answers an error as Nomad does: its status, and what is wrong as plain text. */
@Catch()
export class ErrorFilter implements ExceptionFilter<unknown> {
  readonly #logger: Logger;
  readonly #paths: KnownPaths;

  constructor(@Inject(LOGGER) logger: Logger, @Inject(KnownPaths) paths: KnownPaths) {
    this.#logger = logger;
    this.#paths = paths;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const { status, text } = this.#answerTo(error, request);
    const reply = http.getResponse<FastifyReply>();
    if (error instanceof SteppeError) void reply.headers(headersOf(error));
    void reply.status(status).type('text/plain; charset=utf-8').send(text);
  }

  #answerTo(error: unknown, request: FastifyRequest): { status: number; text: string } {
    if (error instanceof SteppeError) return { status: error.httpStatus, text: error.message };
    if (error instanceof HttpException && error.getStatus() === 404) {
      return this.#paths.has(request.url)
        ? { status: 405, text: 'Invalid method' }
        : { status: 404, text: `there is no ${request.url}: /v1/openapi.json lists what there is` };
    }
    const status = statusOf(error);
    if (status === 413) {
      return { status, text: 'Request body is too large: at most 8 MiB are taken' };
    }
    if (status >= 400 && status < 500 && error instanceof Error) {
      return { status, text: error.message };
    }
    this.#logger.error({ err: error, method: request.method, url: request.url }, 'request failed');
    return { status: 500, text: 'internal error: the log of the server says why' };
  }
}

/** The status that Nest or Fastify give an error of their own; 500 for what nobody expected. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const hasStatus = error instanceof Error && 'statusCode' in error;
  return hasStatus && typeof error.statusCode === 'number' ? error.statusCode : 500;
}
