import type { Logger, LogTap } from '@steppe/nest-kit';
import type { FastifyInstance } from 'fastify';

/** Writes a line for each request that was answered, as long as somebody reads lines of that level. */
export function logRequests(fastify: FastifyInstance, logger: Logger, tap: LogTap): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    if (tap.takes('debug')) {
      const { method, originalUrl } = request;
      // What is asked for may be secret, other than where.
      const [path] = originalUrl.split('?');
      const durationMs = Math.round(reply.elapsedTime);
      logger.debug({ method, path, status: reply.statusCode, durationMs }, 'request complete');
    }
    done();
  });
}
