import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openMemoryStore, type MemoryStore, Projection } from '@steppe/event-log';
import { createLogger, HTTP_ADDRESS_SUBJECT } from '@steppe/nest-kit';
import { startJobApi } from './start-job-api.ts';

let store: MemoryStore;
let projection: Projection;
beforeEach(async () => {
  store = openMemoryStore();
  projection = await Projection.start(store.log);
});
afterEach(async () => {
  await projection.stop();
  await store.close();
});

const start = (port: number) =>
  startJobApi({
    store,
    projection,
    clock: Date.now,
    newId: () => 'id',
    logger: createLogger({ name: 'job-api', level: 'off' }),
    agent: { name: 'server1', region: 'global', datacenter: 'dc1', version: '2.0.5' },
    http: { host: '127.0.0.1', port },
  });

test('listens, tells where, and tells the same hash as its view', async () => {
  const api = await start(0);
  const answer = await fetch(`${api.url}/v1/operator/steppe/state-hash`);
  const own = { seq: 0, hash: projection.hash() };
  expect(await answer.json()).toEqual({
    Seq: 0,
    Hash: own.hash,
    Services: [expect.objectContaining({ service: 'job-api', ...own })],
  });
  const addresses = await store.live.requestAll(HTTP_ADDRESS_SUBJECT, {}, { timeoutMs: 100 });
  expect(addresses).toEqual([{ url: api.url }]);
  await api.close();
  await expect(fetch(api.url)).rejects.toThrow('fetch failed');
});

test('a taken port is told with its address and with who holds it', async () => {
  const holder = createServer();
  const port = await new Promise<number>((resolve) => {
    holder.listen(0, '127.0.0.1', () => {
      const address = holder.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
  await expect(start(port)).rejects.toMatchObject({
    code: 'PORT_TAKEN',
    message: expect.stringMatching(
      new RegExp(`port ${port} on 127.0.0.1.*HTTP API.*${process.pid}`),
    ),
  });
  await new Promise((resolve) => holder.close(resolve));
});
