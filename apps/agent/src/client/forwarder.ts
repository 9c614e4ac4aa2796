import {
  type ClientRequest,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import { request as requestSecurely } from 'node:https';
import type { LiveBus } from '@steppe/event-log';
import {
  assertPortFree,
  createHttpServer,
  HTTP_ADDRESS_SUBJECT,
  type Logger,
} from '@steppe/nest-kit';
import { z } from 'zod';
import type { HttpServing } from '../config/http-serving.ts';

const ASK_TIMEOUT_MS = 500;
/** What `/v1/agent/self` tells of this agent. */
export interface AgentSelf {
  readonly name: string;
  readonly nodeId: string;
}

export interface ForwarderOptions {
  readonly http: HttpServing;
  /** The name that a server's certificate must have; undefined: any that the authority vouches for. */
  readonly serverName: string | undefined;
  readonly self: AgentSelf;
}

const Answer = z.object({ url: z.url() });

/**
 * The HTTP port of an agent that is no server: it passes every request on to a server's API, which it asks
 * for over the live bus, and bytes back as they come.
 */
export async function startForwarder(
  live: LiveBus,
  { http, serverName, self }: ForwarderOptions,
  logger: Logger,
): Promise<{ close(): Promise<void> }> {
  const { host, port } = http;
  await assertPortFree({ host, port, purpose: 'the HTTP API (ports.http)' });
  let target: string | undefined;
  const server = createHttpServer((incoming, outgoing) => {
    if (incoming.url === '/v1/agent/self') tellSelf(outgoing, self);
    else {
      incoming.url = aboutThisNode(incoming.url ?? '/', self.nodeId);
      void forward(incoming, outgoing);
    }
  }, http);
  const forward = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    target ??= await askForServer(live);
    if (target === undefined) {
      outgoing
        .writeHead(502)
        .end("no server answers: is one running, and are the client's servers right?");
      return;
    }
    const connect = connectorTo(target, { http, serverName });
    pass({ incoming, outgoing, target, connect }, (error) => {
      logger.debug({ err: error, target }, 'a request could not be forwarded');
      target = undefined; // The server may have moved: the next request asks again.
    });
  };
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, resolve);
  });
  return { close: () => closeServer(server) };
}

/** What a server would tell of itself, but this agent is asked for. */
const OF_THE_NODE = new Set([
  '/v1/metrics',
  '/v1/client/stats',
  '/v1/client/metadata',
  '/v1/client/gc',
]);

/** Has a server tell of this agent's node, unless another one is named. */
export function aboutThisNode(url: string, nodeId: string): string {
  const [path = '', query = ''] = url.split('?', 2);
  if (!OF_THE_NODE.has(path) || new URLSearchParams(query).has('node_id')) return url;
  return `${path}?${query === '' ? '' : `${query}&`}node_id=${nodeId}`;
}

/** What this agent is must not be answered by the server. */
function tellSelf(outgoing: ServerResponse, { name, nodeId }: AgentSelf): void {
  const answer = {
    config: { Server: { Enabled: false }, Client: { Enabled: true } },
    member: { Name: name },
    stats: { client: { node_id: nodeId } },
  };
  outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}

async function askForServer(live: LiveBus): Promise<string | undefined> {
  const answers = await live.requestAll(HTTP_ADDRESS_SUBJECT, {}, { timeoutMs: ASK_TIMEOUT_MS });
  const [first] = answers.map((answer) => Answer.safeParse(answer).data?.url).filter(Boolean);
  return first;
}

type Connector = (
  incoming: IncomingMessage,
  onAnswer: (answer: IncomingMessage) => void,
) => ClientRequest;

/** Over TLS the agent shows its own certificate, and sees to it that the server is one. */
function connectorTo(
  target: string,
  { http: { tls }, serverName }: Pick<ForwarderOptions, 'http' | 'serverName'>,
): Connector {
  const isSecure = target.startsWith('https:');
  const { ca, cert, key } = tls ?? {};
  const secure = {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(serverName === undefined ? {} : { servername: serverName }),
    // An authority of one's own vouches for the cluster alone: whatever a server is called, it is one of ours.
    ...(serverName === undefined && ca !== undefined
      ? { checkServerIdentity: () => undefined }
      : {}),
  };
  return ({ method, url = '/', headers }, onAnswer) => {
    const whole = new URL(url, target);
    return isSecure
      ? requestSecurely(whole, { method, headers, ...secure }, onAnswer)
      : request(whole, { method, headers }, onAnswer);
  };
}

function pass(
  {
    incoming,
    outgoing,
    target,
    connect,
  }: {
    incoming: IncomingMessage;
    outgoing: ServerResponse;
    target: string;
    connect: Connector;
  },
  onError: (error: Error) => void,
): void {
  const passed = connect(incoming, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  passed.once('error', (error) => {
    onError(error);
    if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(502).end(`the server at ${target} does not answer: ${error.message}`);
  });
  outgoing.once('close', () => passed.destroy());
  incoming.pipe(passed);
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
