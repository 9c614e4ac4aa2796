import 'reflect-metadata';
import type { RequestListener } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHttpServer, type HttpServerOptions, NestLogger, Timings } from '@steppe/nest-kit';
import { RequestActor } from './access/request-actor.ts';
import { AppModule } from './app.module.ts';
import { ExecSockets } from './client/exec/exec-sockets.ts';
import { isExecUrl } from './client/exec/exec-request.ts';
import { AnsweringAdapter } from './http/answering-adapter.ts';
import { finishAnswers } from './http/finish-answers.ts';
import { KnownPaths } from './http/known-paths.ts';
import { logRequests } from './http/log-requests.ts';
import { normalizeRequest } from './http/normalize-request.ts';
import { redirectToSingleSlashes } from './http/single-slashes.ts';
import { timeRequests } from './metrics/time-requests.ts';
import { SNAPSHOT_PATH } from './operator/snapshots.controller.ts';
import type { JobApiPorts } from './ports.ts';

/** Job files are text that people write; the largest generated ones are far below this. */
const BODY_MAX_BYTES = 8 * 1024 * 1024;
/** A state of millions of rows, compressed. */
const SNAPSHOT_MAX_BYTES = 1024 ** 3;
/** Fastify's own limit, 100, is below what Nomad takes as a job's ID. */
const PATH_PARAMETER_MAX = 4096;

/** Builds the HTTP app without listening, so that tests can inject requests. */
export async function createApp(
  ports: JobApiPorts,
  {
    headers = {},
    ...serving
  }: Pick<HttpServerOptions, 'tls' | 'limits'> & {
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Promise<NestFastifyApplication> {
  const paths = new KnownPaths();
  const timings = new Timings();
  const actor = new RequestActor();
  const adapter = new AnsweringAdapter({
    bodyLimit: BODY_MAX_BYTES,
    exposeHeadRoutes: false,
    rewriteUrl: normalizeRequest,
    serverFactory: (handler: RequestListener) =>
      // Any other request to upgrade, such as curl's to HTTP/2, is answered as if it did not ask.
      createHttpServer(handler, { ...serving, shouldUpgrade: ({ url = '' }) => isExecUrl(url) }),
    // The server does that by itself, and better: it says that the connection ends.
    clientErrorHandler: () => undefined,
    routerOptions: { maxParamLength: PATH_PARAMETER_MAX, ignoreTrailingSlash: true },
  });
  const fastify = adapter.getInstance();
  fastify.addHook('onRoute', (route) => {
    paths.add(route.url, [route.method].flat());
    if (route.url === SNAPSHOT_PATH) route.bodyLimit = SNAPSHOT_MAX_BYTES;
  });
  // Nomad's clients send JSON under any content type, so every body is text until a handler parses it.
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    const isBinary = request.routeOptions.url === SNAPSHOT_PATH;
    done(null, isBinary ? body : body.toString());
  });
  redirectToSingleSlashes(fastify);
  finishAnswers(fastify, headers);
  timeRequests(fastify, timings);
  // When the body has been read: what reads it knows of no request.
  fastify.addHook('preHandler', (_request, _reply, done) => actor.handling(done));
  if (ports.logTap) logRequests(fastify, ports.logger, ports.logTap);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(ports, { paths, timings, actor }),
    adapter,
    { bodyParser: false, logger: new NestLogger(ports.logger) },
  );
  await app.init();
  app.get(ExecSockets).attach(fastify.server);
  await fastify.ready();
  return app;
}
