import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

const compress = promisify(gzip);
/** Below this, compressing costs more than it saves. */
const COMPRESS_MIN_BYTES = 1024;

/**
 * Gives answers their last form: Nomad's content type, and compressed for clients that take it. Streams, such as
 * a task's logs, go out as they come.
 */
export function finishAnswers(fastify: FastifyInstance): void {
  fastify.addHook('onSend', async (request, reply, payload) => {
    reply.header('vary', 'Accept-Encoding');
    // Fastify adds a character set; JSON has none, and Nomad names none.
    if (payload === '') reply.removeHeader('content-type'); // Of nothing, there is no type.
    if (String(reply.getHeader('content-type')).startsWith('application/json')) {
      reply.header('content-type', 'application/json');
    }
    const isText = typeof payload === 'string' && payload.length >= COMPRESS_MIN_BYTES;
    if (!isText || !acceptsGzip(request.headers['accept-encoding'])) return payload;
    reply.header('content-encoding', 'gzip');
    return compress(payload);
  });
}

function acceptsGzip(header: string | string[] | undefined): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(String(header ?? ''));
}
