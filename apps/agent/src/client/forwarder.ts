import {
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { LiveBus } from '@steppe/event-log';
import { assertPortFree, HTTP_ADDRESS_SUBJECT, type Logger } from '@steppe/nest-kit';
import { z } from 'zod';

const ASK_TIMEOUT_MS = 500;
/** What `/v1/agent/self` tells of this agent. */
export interface AgentSelf {
  readonly name: string;
  readonly nodeId: string;
}

const Answer = z.object({ url: z.url() });

/**
 * The HTTP port of an agent that is no server: it passes every request on to a server's API, which it asks
 * for over the live bus, and bytes back as they come.
 */
export async function startForwarder(
  live: LiveBus,
  { host, port, self }: { host: string; port: number; self: AgentSelf },
  logger: Logger,
): Promise<{ close(): Promise<void> }> {
  await assertPortFree({ host, port, purpose: 'the HTTP API (ports.http)' });
  let target: string | undefined;
  const server = createServer((incoming, outgoing) => {
    if (incoming.url === '/v1/agent/self') tellSelf(outgoing, self);
    else {
      incoming.url = aboutThisNode(incoming.url ?? '/', self.nodeId);
      void forward(incoming, outgoing);
    }
  });
  const forward = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    target ??= await askForServer(live);
    if (target === undefined) {
      outgoing
        .writeHead(502)
        .end("no server answers: is one running, and are the client's servers right?");
      return;
    }
    pass({ incoming, outgoing, target }, (error) => {
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

function pass(
  {
    incoming,
    outgoing,
    target,
  }: { incoming: IncomingMessage; outgoing: ServerResponse; target: string },
  onError: (error: Error) => void,
): void {
  const { method, url = '/', headers } = incoming;
  const passed = request(new URL(url, target), { method, headers }, (answer) => {
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
