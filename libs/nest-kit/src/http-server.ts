import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer, Server as SecureServer } from 'node:https';
import type { Socket } from 'node:net';
import type { SecureVersion } from 'node:tls';
import { answerClientError } from './http-client-error.ts';
import { limitRate } from './request-rate.ts';

/** Who a server is, and whom it lets in: PEM, as read from files. */
export interface TlsMaterial {
  /** Who may vouch for others. */
  readonly ca?: string | undefined;
  readonly cert: string;
  readonly key: string;
  readonly minVersion?: SecureVersion | undefined;
}

export interface HttpLimits {
  /** Connections from one address at once; 0: no limit. */
  readonly connectionsPerClientMax: number;
  /** Requests of one address, with twice as many at once; 0: no limit. */
  readonly requestsPerSecondMax: number;
  readonly handshakeTimeoutMs: number;
  /** How long a request may take to arrive, of it the line and headers. How long an answer takes is not limited. */
  readonly requestTimeoutMs: number;
  readonly headersTimeoutMs: number;
}

/** What an API takes that nothing else was said to. */
export const HTTP_LIMITS: HttpLimits = {
  connectionsPerClientMax: 0,
  requestsPerSecondMax: 0,
  handshakeTimeoutMs: 5_000,
  requestTimeoutMs: 60_000,
  headersTimeoutMs: 10_000,
};

export interface HttpServerOptions {
  /** Absent: plain HTTP. */
  readonly tls?: (TlsMaterial & { readonly verifiesClients: boolean }) | undefined;
  readonly limits?: Partial<HttpLimits> | undefined;
  /** Which requests to upgrade are taken up; any other is answered as if it did not ask. */
  readonly shouldUpgrade?: (request: IncomingMessage) => boolean;
}

const KEEP_ALIVE_MS = 72_000;
/** How often it is looked for requests that take too long. */
const CHECK_INTERVAL_MS = 1_000;

/** A server on which no client can wear out the others: slow requests end, and what each sends is counted. */
export function createHttpServer(
  handler: RequestListener,
  { tls, limits, shouldUpgrade = () => false }: HttpServerOptions,
): Server {
  const {
    connectionsPerClientMax,
    requestsPerSecondMax,
    handshakeTimeoutMs,
    requestTimeoutMs,
    headersTimeoutMs,
  } = { ...HTTP_LIMITS, ...limits };
  const listener = requestsPerSecondMax > 0 ? limitRate(handler, requestsPerSecondMax) : handler;
  const options = {
    requestTimeout: requestTimeoutMs,
    headersTimeout: headersTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: Math.min(CHECK_INTERVAL_MS, headersTimeoutMs),
    shouldUpgradeCallback: shouldUpgrade,
  };
  const server = tls
    ? createSecureServer(
        {
          ...options,
          ...(tls.ca === undefined ? {} : { ca: tls.ca }),
          cert: tls.cert,
          key: tls.key,
          ...(tls.minVersion ? { minVersion: tls.minVersion } : {}),
          handshakeTimeout: handshakeTimeoutMs,
          requestCert: tls.verifiesClients,
          rejectUnauthorized: tls.verifiesClients,
        },
        listener,
      )
    : createServer(options, listener);
  server.on('clientError', answerClientError);
  if (connectionsPerClientMax > 0) {
    limitConnections(server, tls ? 'secureConnection' : 'connection', connectionsPerClientMax);
  }
  return server;
}

/** Has a server show another certificate, and believe another authority, on connections from here on. */
export function renewTls(server: Server, { ca, cert, key, minVersion }: TlsMaterial): void {
  if (!(server instanceof SecureServer)) return;
  server.setSecureContext({
    cert,
    key,
    ...(ca === undefined ? {} : { ca }),
    ...(minVersion ? { minVersion } : {}),
  });
}

/** Answers 429 on each connection that is one too many from its address, before anything on it is read. */
function limitConnections(server: Server, event: string, max: number): void {
  const counts = new Map<string, number>();
  const accept = server.listeners(event);
  server.removeAllListeners(event);
  server.on(event, (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    const count = counts.get(address) ?? 0;
    if (count >= max) return refuse(socket, max);
    counts.set(address, count + 1);
    socket.once('close', () => {
      const left = (counts.get(address) ?? 1) - 1;
      if (left > 0) counts.set(address, left);
      else counts.delete(address);
    });
    for (const listener of accept) listener.call(server, socket);
  });
}

const REFUSAL_LINGERS_MS = 1_000;

function refuse(socket: Socket, max: number): void {
  const text =
    `too many connections from this address: at most ${max} at once ` +
    '(limits.http_max_conns_per_client of the agent); use some again instead of opening more';
  const head = [
    'HTTP/1.1 429 Too Many Requests',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
  ];
  socket.on('error', () => socket.destroy());
  socket.resume();
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`);
  // Closed while the request still comes in, it would be reset before its answer is read.
  socket.setTimeout(REFUSAL_LINGERS_MS, () => socket.destroy());
}
