import { readFileSync } from 'node:fs';
import type { RequestListener, Server } from 'node:http';
import { request } from 'node:https';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect as connectSecurely } from 'node:tls';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createHttpServer, type HttpServerOptions, renewTls } from './http-server.ts';

const pem = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'testing/certificates', `${name}.pem`), 'utf8');
const SERVER = { ca: pem('ca'), cert: pem('server'), key: pem('server-key') };

let server: Server;
let port = 0;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => void server.close(resolve));
});

/** Answers with what a request sent, once it has arrived. */
const echo: RequestListener = (incoming, outgoing) => {
  incoming.resume().once('end', () => outgoing.end(`answer to ${incoming.url}`));
};

async function listen(options: HttpServerOptions): Promise<void> {
  server = createHttpServer(echo, options);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
}

/** A connection that has sent so much. */
async function connected(sent: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  await new Promise((resolve) => void socket.once('connect', resolve));
  socket.write(sent);
  return socket;
}

/** The server may see the end of one connection only after the beginning of the next. */
async function expectServed(): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const socket = await connected('GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    const answer = await text(socket);
    if (answer.includes('answer to /a')) return;
    if (attempt === 100) throw new Error(answer);
  }
}

const ask = (options: object): Promise<string> =>
  new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, path: '/a', agent: false, ...options },
      (answer) => void text(answer).then(resolve, reject),
    );
    outgoing.once('error', reject);
    outgoing.end();
  });

/** The name in the certificate that the server shows. */
const shown = (): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const socket = connectSecurely({ host: '127.0.0.1', port, ca: SERVER.ca }, () => {
      resolve(socket.getPeerCertificate().subject.CN);
      socket.destroy();
    });
    socket.once('error', reject);
  });

const ended = (socket: Socket): Promise<unknown> =>
  new Promise((resolve) => {
    socket.once('close', resolve).on('error', () => undefined);
    socket.resume();
  });

describe('a slow request', () => {
  const TIMES = { requestTimeoutMs: 300, headersTimeoutMs: 150 };

  test.each([
    { title: 'whose headers do not end', sent: 'GET /a HTTP/1.1\r\nHost: a\r\n' },
    {
      title: 'whose body does not come',
      sent: 'POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx',
    },
  ])('$title is ended, and harms no other', async ({ sent }) => {
    await listen({ limits: TIMES });
    const slow = await connected(sent);
    const other = await fetch(`http://127.0.0.1:${port}/other`);
    expect(await other.text()).toBe('answer to /other');
    const answer = await text(slow);
    expect(answer).toContain('HTTP/1.1 408 Request Timeout\r\n');
    expect(answer).toContain('Connection: close\r\n');
    expect(answer).toContain('the request took too long to arrive');
  });
});

describe('what is no request', () => {
  test.each([
    ['too large a head', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\n\r\n`, '431', 'at most 16 KiB'],
    ['garbage', 'no request at all\r\n\r\n', '400', 'this is no HTTP request'],
  ])('%s is told, and its connection ends', async (_title, sent, status, says) => {
    await listen({});
    const answer = await text(await connected(sent));
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(answer).toContain('Connection: close\r\n');
    expect(answer).toContain(says);
  });
});

describe('connections from one address', () => {
  test('are refused beyond the limit, until others end', async () => {
    await listen({ limits: { connectionsPerClientMax: 2 } });
    const first = await connected('');
    await connected('');
    const refused = await text(await connected('GET /a HTTP/1.1\r\nHost: a\r\n\r\n'));
    expect(refused).toContain('HTTP/1.1 429 Too Many Requests\r\n');
    expect(refused).toContain('at most 2 at once (limits.http_max_conns_per_client');
    expect(refused).not.toContain('answer to');
    first.destroy();
    await expectServed();
  });
});

describe('requests from one address', () => {
  test('are refused beyond the rate, and told when to come again', async () => {
    await listen({ limits: { requestsPerSecondMax: 1 } });
    const at = `http://127.0.0.1:${port}/a`;
    const answers = await Promise.all(Array.from({ length: 20 }, () => fetch(at)));
    const refused = answers.find(({ status }) => status === 429);
    expect(answers.some(({ status }) => status === 200)).toBe(true);
    expect(refused?.headers.get('retry-after')).toBe('1');
    expect(await refused?.text()).toContain('limits.http_max_requests_per_second');
  });
});

describe('over TLS', () => {
  test('it is who its certificate says', async () => {
    await listen({ tls: { ...SERVER, verifiesClients: false } });
    expect(await ask({ ca: SERVER.ca })).toBe('answer to /a');
    expect(await ask({ ca: SERVER.ca, servername: 'server.global.nomad' })).toBe('answer to /a');
    await expect(ask({})).rejects.toThrow('self-signed certificate');
  });

  test('it lets only those in that its authority vouches for, when it asks', async () => {
    await listen({ tls: { ...SERVER, verifiesClients: true } });
    await expect(ask({ ca: SERVER.ca })).rejects.toThrow(/certificate required|ECONNRESET/);
    const client = { ca: SERVER.ca, cert: pem('client'), key: pem('client-key') };
    expect(await ask(client)).toBe('answer to /a');
  });

  test('it shows a renewed certificate to those who come later', async () => {
    const options = { tls: { ...SERVER, verifiesClients: false } };
    await listen(options);
    const before = await shown();
    renewTls(server, { ...SERVER, cert: pem('client'), key: pem('client-key') });
    expect([before, await shown()]).toEqual(['server.global.nomad', 'client.global.nomad']);
  });

  test('it refuses versions that are too old, and what is not TLS', async () => {
    await listen({ tls: { ...SERVER, verifiesClients: false, minVersion: 'TLSv1.3' } });
    await expect(ask({ ca: SERVER.ca, maxVersion: 'TLSv1.2' })).rejects.toThrow('protocol version');
    const plain = await connected('GET /a HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(await text(plain)).not.toContain('answer to');
  });

  test('a handshake that does not end harms no other, and is ended', async () => {
    const limits = { connectionsPerClientMax: 1, handshakeTimeoutMs: 200 };
    await listen({ tls: { ...SERVER, verifiesClients: false }, limits });
    const silent = await connected('');
    expect(await ask({ ca: SERVER.ca })).toBe('answer to /a');
    await ended(silent);
  });
});
