import type { Timings } from '@steppe/nest-kit';
import type { FastifyInstance } from 'fastify';
import { requestTimingName } from './request-timing-names.ts';

/** Measures how long requests take, with the time for which a blocking query waits, as in Nomad. */
export function timeRequests(fastify: FastifyInstance, timings: Timings): void {
  const names = new Map<string, string | undefined>();
  const nameOf = (method: string, url: string): string | undefined => {
    const route = `${method} ${url}`;
    if (!names.has(route)) names.set(route, requestTimingName(method, url));
    return names.get(route);
  };
  fastify.addHook('onResponse', ({ method, routeOptions }, reply, done) => {
    const name = nameOf(method, routeOptions.url ?? '');
    if (name !== undefined) timings.record(name, reply.elapsedTime);
    done();
  });
}
