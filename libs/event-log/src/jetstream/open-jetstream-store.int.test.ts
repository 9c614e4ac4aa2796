import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { jetstreamManager, RetentionPolicy } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { type NatsServer, startNatsServer } from '../testing/nats-server.ts';
import { openJetStreamStore } from './open-jetstream-store.ts';

let server: NatsServer;
beforeAll(async () => {
  server = await startNatsServer();
});
afterAll(async () => await server.stop());

/** Says that it is a nats-server of some version, and answers pings. */
async function startFakeServer(info: object): Promise<{ url: string; fake: Server }> {
  const fake = createServer((socket) => {
    socket.write(`INFO ${JSON.stringify({ max_payload: 1_048_576, proto: 1, ...info })}\r\n`);
    socket.on('data', (bytes) => {
      if (bytes.includes('PING')) socket.write('PONG\r\n');
    });
  });
  fake.listen(0, '127.0.0.1');
  await once(fake, 'listening');
  const address = fake.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return { url: `nats://127.0.0.1:${address.port}`, fake };
}

test.each([
  {
    title: 'an old server is refused, with how to get a new one',
    info: { version: '2.9.10', jetstream: true },
    expected: /nats-server 2\.9\.10 is too old: Steppe needs 2\.12 .*go install/,
  },
  {
    title: 'a server without JetStream is refused, with how to switch it on',
    info: { version: '2.15.2' },
    expected: /JetStream is off .*-js/,
  },
])('$title', async ({ info, expected }) => {
  const { url, fake } = await startFakeServer(info);
  const opening = openJetStreamStore({ servers: [url] });
  await expect(opening).rejects.toThrow(expected);
  await expect(opening).rejects.toMatchObject({ code: 'LOG_INCOMPATIBLE' });
  fake.close();
});

test('no server at all is an error within the time that was given', async () => {
  const { url, fake } = await startFakeServer({});
  fake.close();
  await once(fake, 'close');
  await expect(openJetStreamStore({ servers: [url], connectTimeoutMs: 200 })).rejects.toMatchObject(
    { code: 'LOG_UNAVAILABLE' },
  );
});

test('processes that start together share one store', async () => {
  const opened = await Promise.all(
    Array.from({ length: 4 }, async () => await openJetStreamStore({ servers: [server.url] })),
  );
  const seqs = await Promise.all(opened.map(async ({ log }) => await log.lastSeq()));
  expect(seqs).toEqual([0, 0, 0, 0]);
  await Promise.all(opened.map(async (store) => await store.close()));
});

test('a stream that was made otherwise is refused, with what differs and how to mend it', async () => {
  const nc = await connect({ servers: server.url });
  const jsm = await jetstreamManager(nc);
  await jsm.streams.delete('READY');
  await jsm.streams.add({
    name: 'READY',
    subjects: ['ready.>'],
    retention: RetentionPolicy.Limits,
  });
  const opening = openJetStreamStore({ servers: [server.url] });
  await expect(opening).rejects.toMatchObject({ code: 'LOG_INCOMPATIBLE' });
  await expect(opening).rejects.toThrow(
    'stream READY has retention = "limits", but Steppe needs "workqueue". Change it with `nats stream edit READY`',
  );
  await jsm.streams.delete('READY');
  await nc.close();
});

test('an entry that is larger than the server takes is refused', async () => {
  const store = await openJetStreamStore({ servers: [server.url] });
  const nodeId = 'x'.repeat(2_000_000);
  const commit = {
    v: 1 as const,
    atMs: 1,
    actor: 'test',
    events: [{ type: 'NodeDeregistered' as const, v: 1 as const, nodeId }],
  };
  await expect(store.log.append({ subject: 'node.a', commit })).rejects.toMatchObject({
    code: 'REQUEST_INVALID',
  });
  await store.close();
});
