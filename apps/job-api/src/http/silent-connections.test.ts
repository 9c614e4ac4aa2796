import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { SilentConnections } from './silent-connections.ts';

test('a connection on which nothing was asked does not keep a server from closing', async () => {
  const server = createServer((_request, response) => response.end('ok')).listen(0, '127.0.0.1');
  const silent = new SilentConnections(server);
  await once(server, 'listening');
  const bound = server.address();
  const port = typeof bound === 'object' ? (bound?.port ?? 0) : 0;
  const opened = connect(port, '127.0.0.1');
  await once(server, 'connection');
  const answer = await fetch(`http://127.0.0.1:${port}/`);
  expect(await answer.text()).toBe('ok');
  const closed = once(server, 'close');
  server.close();
  silent.close();
  await closed;
  opened.destroy();
});
