import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Connector } from './connector.ts';

/** A server to pass things on to. */
export interface Way {
  readonly target: string;
  readonly connect: Connector;
  /** Called when it cannot be reached. */
  readonly onError: (error: Error) => void;
}

/** Sends a request on, and the answer back as it comes. */
export function passRequest(
  { incoming, outgoing }: { incoming: IncomingMessage; outgoing: ServerResponse },
  { target, connect, onError }: Way,
): void {
  const passed = connect(incoming);
  passed.once('response', (answer) => {
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

/** Sends a request to become a websocket on, and whatever then comes from either side to the other. */
export function passUpgrade(
  { incoming, socket, head }: { incoming: IncomingMessage; socket: Duplex; head: Buffer },
  { connect, onError }: Way,
): void {
  const passed = connect(incoming);
  passed.once('upgrade', (answer, upstream, upstreamHead) => {
    socket.write(headOf(answer));
    socket.write(upstreamHead);
    upstream.write(head);
    const end = (): void => {
      upstream.destroy();
      socket.destroy();
    };
    for (const each of [socket, upstream]) each.once('error', end).once('close', end);
    upstream.pipe(socket).pipe(upstream);
  });
  // The server refuses, and says why.
  passed.once('response', (answer) => {
    socket.write(headOf(answer));
    answer.pipe(socket);
  });
  passed.once('error', (error) => {
    onError(error);
    socket.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n');
  });
  passed.end();
}

/** The head of an answer, as it goes over the wire. */
function headOf({ statusCode = 502, rawHeaders }: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] ?? ''}`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
