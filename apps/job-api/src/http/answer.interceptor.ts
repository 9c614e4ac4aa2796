import { Readable } from 'node:stream';
import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { Answer } from './answer.ts';
import { compressedFor } from './finish-answers.ts';
import { JsonList } from './json-list.ts';
import { QueryString } from './read-options.ts';

/** Writes what a handler returned as JSON, with its headers; a stream as it is, and without a body nothing. */
@Injectable()
export class AnswerInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(
      map((returned) => {
        const answer = returned instanceof Answer ? returned : new Answer(returned, {});
        // Whoever names a type has written the body as well.
        if (answer.body instanceof Readable || 'content-type' in answer.headers) {
          void reply.headers(answer.headers);
          return answer.body;
        }
        // Nomad answers many a write with headers alone.
        if (answer.body === undefined) {
          void reply.headers(answer.headers);
          return '';
        }
        const isPretty = new QueryString(request.query).has('pretty');
        void reply.headers({ ...answer.headers, 'content-type': 'application/json' });
        if (answer.body instanceof JsonList && answer.body.isLong && !isPretty) {
          return compressedFor(request, reply, answer.body.pieces());
        }
        return JSON.stringify(answer.body ?? null, null, isPretty ? 4 : 0);
      }),
    );
  }
}
