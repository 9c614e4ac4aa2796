import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { EventStore } from '../event-store.ts';
import { leaseContract } from '../lease.contract.ts';
import { type FaultyLink, startFaultyLink } from '../testing/faulty-link.ts';
import { startNatsServer } from '../testing/nats-server.ts';
import { openJetStreamStore } from './open-jetstream-store.ts';

const ttlMs = 600;

leaseContract('KvLeases', async () => {
  const server = await startNatsServer();
  // Each holder has a connection of its own that can be frozen, as when its machine is gone.
  const holders = new Map<string, Promise<{ link: FaultyLink; store: EventStore }>>();
  const start = async () => {
    const link = await startFaultyLink(server.port);
    return { link, store: await openJetStreamStore({ servers: [link.url] }) };
  };
  return {
    of: async (holder) => {
      const started = holders.get(holder) ?? start();
      holders.set(holder, started);
      return (await started).store.leases;
    },
    crash: async (holder) => (await holders.get(holder))?.link.freeze(),
    ttlMs,
    close: async () => {
      for (const { link, store } of await Promise.all(holders.values())) {
        link.cut();
        await store.close();
        await link.close();
      }
      await server.stop();
    },
  };
});

test('a holder keeps its lease through a short restart of the server', async () => {
  const server = await startNatsServer();
  const store = await openJetStreamStore({ servers: [server.url] });
  try {
    const signal = AbortSignal.timeout(20_000);
    const held = await store.leases.acquire({ name: 'broker', holder: 'a', ttlMs: 5_000, signal });
    await server.kill();
    await server.restart();
    await delay(2_000);
    expect(held?.lost.aborted).toBe(false);
  } finally {
    await store.close();
    await server.stop();
  }
}, 30_000);
