import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type MemoryStore, openMemoryStore } from '@steppe/event-log';
import { createLogger, serveHttpAddress } from '@steppe/nest-kit';
import { startForwarder } from './forwarder.ts';
import { aboutThisNode } from './own-answers.ts';

test.each([
  { url: '/v1/metrics', passed: '/v1/metrics?node_id=n1' },
  { url: '/v1/metrics?format=prometheus', passed: '/v1/metrics?format=prometheus&node_id=n1' },
  { url: '/v1/client/stats?node_id=n2', passed: '/v1/client/stats?node_id=n2' },
  { url: '/v1/jobs?prefix=a', passed: '/v1/jobs?prefix=a' },
])('$url is passed on as $passed', ({ url, passed }) => {
  expect(aboutThisNode(url, 'n1')).toBe(passed);
});

/** A server that says what it was asked, and gives back what it hears over a socket. */
function echoServer(): Server {
  const server = createServer((incoming, outgoing) => {
    outgoing.writeHead(203, { 'x-asked': incoming.url }).end(`${incoming.method} ${incoming.url}`);
  });
  server.on('upgrade', (incoming, socket) => {
    if (incoming.url === '/refused') {
      socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno');
      return;
    }
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n',
    );
    socket.pipe(socket);
  });
  return server;
}

describe('an agent that is no server', () => {
  let store: MemoryStore;
  let server: Server;
  let port: number;
  let close: () => Promise<void>;

  beforeEach(async () => {
    store = openMemoryStore();
    server = echoServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    serveHttpAddress(store.live, `http://127.0.0.1:${portOf(server)}`);
    port = await freePort();
    const self = { name: 'client1', nodeId: 'n1', config: {} };
    const logger = createLogger({ name: 'test', level: 'off' });
    const http = {
      host: '127.0.0.1',
      port,
      advertised: undefined,
      headers: { 'x-frame-options': 'DENY' },
    };
    const options = { http, serverName: undefined, self };
    const forwarder = await startForwarder(store.live, options, logger);
    close = () => forwarder.close();
  });
  afterEach(async () => {
    await close();
    server.closeAllConnections();
    server.close();
    await store.close();
  });

  const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  const upgrade = (path: string) =>
    request({ port, path, headers: { connection: 'Upgrade', upgrade: 'echo' } }).end();

  test('passes requests on', async () => {
    const answer = await get('/v1/jobs?prefix=a');
    expect([answer.status, await answer.text()]).toEqual([203, 'GET /v1/jobs?prefix=a']);
  });

  test.each([
    { path: '/v1/agent/self', status: 200, says: '"node_id":"n1"' },
    { path: '/v1/agent/health', status: 200, says: '{"client":{"message":"ok","ok":true}}' },
    { path: '/v1/agent/health?type=server', status: 500, says: 'server not enabled' },
  ])('answers $path itself', async ({ path, status, says }) => {
    const answer = await get(path);
    expect([answer.status, await answer.text()]).toEqual([status, expect.stringContaining(says)]);
  });

  test('passes a websocket on, in both directions', async () => {
    const [answer, socket] = await once(upgrade('/v1/client/allocation/a/exec'), 'upgrade');
    expect(answer.statusCode).toBe(101);
    socket.write('hello');
    const [heard] = await once(socket, 'data');
    expect(String(heard)).toBe('hello');
    socket.destroy();
  });

  test('passes on why a websocket is refused', async () => {
    const [answer] = await once(upgrade('/refused'), 'response');
    expect([answer.statusCode, await text(answer)]).toEqual([400, 'no']);
  });
});

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}
