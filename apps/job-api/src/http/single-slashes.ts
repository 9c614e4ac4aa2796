import type { FastifyInstance } from 'fastify';

/**
 * Leads a path with an empty part, such as `/v1/job//scale`, to the one without, as Nomad does: a client that fills in
 * an empty ID finds out in the same way.
 */
export function redirectToSingleSlashes(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ originalUrl }, reply, done) => {
    const [path = '', ...query] = originalUrl.split('?');
    if (!path.includes('//')) return done();
    const single = path.replaceAll(/\/{2,}/g, '/');
    void reply.redirect([single, ...query].join('?'), 307);
  });
}
