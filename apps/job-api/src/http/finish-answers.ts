import { pipeline, Readable } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SharedGzip } from './shared-gzip.ts';

/** Below this, compressing costs more than it saves. */
const COMPRESS_MIN_BYTES = 1024;

/**
 * Gives answers their last form: the operator's headers, Nomad's content type, and compressed for clients that take it. Streams, such as
 * a task's logs, go out as they come.
 */
export function finishAnswers(
  fastify: FastifyInstance,
  headers: Readonly<Record<string, string>>,
): void {
  const gzip = new SharedGzip();
  fastify.addHook('onSend', async (request, reply, payload) => {
    reply.headers(headers);
    reply.header('vary', 'Accept-Encoding');
    // Fastify adds a character set; JSON has none, and Nomad names none.
    if (payload === '') reply.removeHeader('content-type'); // Of nothing, there is no type.
    if (String(reply.getHeader('content-type')).startsWith('application/json')) {
      reply.header('content-type', 'application/json');
    }
    const isText = typeof payload === 'string' && payload.length >= COMPRESS_MIN_BYTES;
    if (!isText || !acceptsGzip(request.headers['accept-encoding'])) return payload;
    reply.header('content-encoding', 'gzip');
    return gzip.compressed(payload);
  });
}

/** A long answer in pieces, compressed as it goes for clients that take it. */
export function compressedFor(
  request: FastifyRequest,
  reply: FastifyReply,
  pieces: AsyncIterable<string>,
): Readable {
  const body = Readable.from(pieces, { objectMode: false });
  if (!acceptsGzip(request.headers['accept-encoding'])) return body;
  reply.header('content-encoding', 'gzip');
  // A client that goes away ends both.
  return pipeline(body, createGzip({ level: constants.Z_BEST_SPEED }), () => undefined);
}

function acceptsGzip(header: string | string[] | undefined): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(String(header ?? ''));
}
