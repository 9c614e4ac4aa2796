import { Readable } from 'node:stream';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Answer } from './answer.ts';
import { compressedFor } from './finish-answers.ts';
import { JsonList } from './json-list.ts';
import { QueryString } from './read-options.ts';
import { SharedJson } from './shared-json.ts';

/**
 * Writes what a handler returned as JSON, with its headers; a stream as it is, and without a body nothing. Not an
 * interceptor: what Nest builds around one costs each request more than that.
 */
export class AnsweringAdapter extends FastifyAdapter {
  override reply(
    response: Parameters<FastifyAdapter['reply']>[0],
    returned: unknown,
    statusCode?: number,
  ): ReturnType<FastifyAdapter['reply']> {
    const isReply = 'request' in response;
    const body = isReply ? bodyOf(returned, response.request, response) : returned;
    return super.reply(response, body, statusCode);
  }
}

function bodyOf(returned: unknown, request: FastifyRequest, reply: FastifyReply): unknown {
  const { body, headers } = returned instanceof Answer ? returned : new Answer(returned, {});
  void reply.headers(headers);
  // Whoever names a type has written the body as well.
  if (body instanceof Readable || 'content-type' in headers) return body;
  // Nomad answers many a write with headers alone.
  if (body === undefined) return '';
  const isPretty = new QueryString(request.query).has('pretty');
  void reply.header('content-type', 'application/json');
  if (body instanceof JsonList && body.isLong && !isPretty) {
    return compressedFor(request, reply, body.pieces());
  }
  if (body instanceof SharedJson && !isPretty) return body.text;
  return JSON.stringify(body ?? null, null, isPretty ? 4 : 0);
}
