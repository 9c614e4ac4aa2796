import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { LiveBus } from '@steppe/event-log';
import {
  assertPortFree,
  createHttpServer,
  HTTP_ADDRESS_SUBJECT,
  type Logger,
  renewTls,
  type TlsMaterial,
} from '@steppe/nest-kit';
import { z } from 'zod';
import type { HttpServing } from '../config/http-serving.ts';
import { connectorTo } from './connector.ts';
import { aboutThisNode, type AgentSelf, ownAnswerTo } from './own-answers.ts';
import { passRequest, passUpgrade, type Way } from './pass-on.ts';

const ASK_TIMEOUT_MS = 500;
const NO_SERVER = "no server answers: is one running, and are the client's servers right?";

export interface ForwarderOptions {
  readonly http: HttpServing;
  /** The name that a server's certificate must have; undefined: whichever the authority vouches for. */
  readonly serverName: string | undefined;
  readonly self: AgentSelf;
}

export interface RunningForwarder {
  /** Has it show another certificate: to those who ask it, and to servers. */
  renewTls(tls: TlsMaterial): void;
  close(): Promise<void>;
}

const Answer = z.object({ url: z.url() });

/**
 * The HTTP port of an agent that is no server: it passes every request on to a server's API, which it asks
 * for over the live bus, and bytes back as they come. What it is itself, it says itself.
 */
export async function startForwarder(
  live: LiveBus,
  { http, serverName, self }: ForwarderOptions,
  logger: Logger,
): Promise<RunningForwarder> {
  const { host, port } = http;
  await assertPortFree({ host, port, purpose: 'the HTTP API (ports.http)' });
  const servers = new Servers(live, { http, serverName, logger });
  const answer = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const own = ownAnswerTo(incoming.url ?? '/', self);
    if (own) {
      const headers = { ...http.headers, 'content-type': own.type, vary: 'Accept-Encoding' };
      outgoing.writeHead(own.status, headers).end(own.text);
      return;
    }
    incoming.url = aboutThisNode(incoming.url ?? '/', self.nodeId);
    void servers.pass(incoming, outgoing);
  };
  const server = createHttpServer(answer, { ...http, shouldUpgrade: () => true });
  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Whoever goes away meanwhile is waited for no longer.
    socket.on('error', () => socket.destroy());
    void servers.passUpgrade(incoming, socket, head);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, resolve);
  });
  return {
    renewTls: (tls) => {
      renewTls(server, tls);
      servers.renewTls(tls);
    },
    close: () => closeServer(server),
  };
}

/** Knows a server that answers, until it does not. */
class Servers {
  readonly #live: LiveBus;
  readonly #logger: Logger;
  #tls: TlsMaterial | undefined;
  readonly #serverName: string | undefined;
  #target: string | undefined;

  constructor(
    live: LiveBus,
    options: Pick<ForwarderOptions, 'http' | 'serverName'> & { readonly logger: Logger },
  ) {
    this.#live = live;
    this.#logger = options.logger;
    this.#tls = options.http.tls;
    this.#serverName = options.serverName;
  }

  renewTls(tls: TlsMaterial): void {
    this.#tls = tls;
  }

  async pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const way = await this.#find();
    if (way === undefined) outgoing.writeHead(502).end(NO_SERVER);
    else passRequest({ incoming, outgoing }, way);
  }

  async passUpgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const way = await this.#find();
    if (way === undefined) {
      socket.end(`HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n${NO_SERVER}`);
    } else passUpgrade({ incoming, socket, head }, way);
  }

  async #find(): Promise<Way | undefined> {
    this.#target ??= await askForServer(this.#live);
    const target = this.#target;
    if (target === undefined) return undefined;
    const connect = connectorTo(target, { tls: this.#tls, serverName: this.#serverName });
    return { target, connect, onError: (error) => this.#lose(error, target) };
  }

  /** The server may have moved: the next request asks again. */
  #lose(error: Error, target: string): void {
    this.#logger.debug({ err: error, target }, 'a request could not be forwarded');
    this.#target = undefined;
  }
}

async function askForServer(live: LiveBus): Promise<string | undefined> {
  const answers = await live.requestAll(HTTP_ADDRESS_SUBJECT, {}, { timeoutMs: ASK_TIMEOUT_MS });
  const [first] = answers.map((answer) => Answer.safeParse(answer).data?.url).filter(Boolean);
  return first;
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
