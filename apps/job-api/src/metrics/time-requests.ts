import type { Timings } from '@steppe/nest-kit';
import type { FastifyInstance } from 'fastify';
import { requestTimingName } from './request-timing-names.ts';

/** Measures how long requests take, with the time for which a blocking query waits, as in Nomad. */
export function timeRequests(fastify: FastifyInstance, timings: Timings): void {
  fastify.addHook('onResponse', ({ method, routeOptions }, reply, done) => {
    const name = requestTimingName(method, routeOptions.url ?? '');
    if (name !== undefined) timings.record(name, reply.elapsedTime);
    done();
  });
}
