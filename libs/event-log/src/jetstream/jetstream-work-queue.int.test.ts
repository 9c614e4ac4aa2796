import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { startNatsServer } from '../testing/nats-server.ts';
import { workQueueContract } from '../work-queue.contract.ts';
import { openJetStreamStore } from './open-jetstream-store.ts';

const ackWaitMs = 400;

workQueueContract('JetStreamWorkQueue', async () => {
  const server = await startNatsServer();
  const stores = await Promise.all([
    openJetStreamStore({ servers: [server.url], ackWaitMs }),
    openJetStreamStore({ servers: [server.url], ackWaitMs }),
  ]);
  return {
    queue: stores[0].ready,
    other: stores[1].ready,
    ackWaitMs,
    // The time is the server's own, so it has to pass.
    pass: async (durationMs) => await delay(durationMs),
    close: async () => {
      await Promise.all(stores.map(async (store) => await store.close()));
      await server.stop();
    },
  };
});

test('a taker who waits through a restart of the server gets what comes after', async () => {
  const server = await startNatsServer();
  const store = await openJetStreamStore({ servers: [server.url], ackWaitMs });
  try {
    const first = store.ready.take({ signal: AbortSignal.timeout(20_000) });
    await server.kill();
    await server.restart();
    const item = { evalId: 'e', namespace: 'default', jobId: 'web', minSeq: 1 };
    await store.ready.push(item, { id: 'e' });
    expect((await first)?.item).toEqual(item);
    // It was not acknowledged, so it is given out again, also after one more restart.
    await server.kill();
    await server.restart();
    const second = await store.ready.take({ signal: AbortSignal.timeout(20_000) });
    expect(second?.attempt).toBe(2);
    await second?.ack();
    expect(await store.ready.depth()).toBe(0);
  } finally {
    await store.close();
    await server.stop();
  }
}, 30_000);
