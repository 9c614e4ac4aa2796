import { expect, test } from '@jest/globals';
import { connect } from '@nats-io/transport-node';
import { liveBusContract } from '../live-bus.contract.ts';
import { startFaultyLink } from '../testing/faulty-link.ts';
import { startNatsServer } from '../testing/nats-server.ts';
import { openJetStreamStore } from './open-jetstream-store.ts';

liveBusContract('NatsLiveBus', async () => {
  const server = await startNatsServer();
  const stores = await Promise.all([
    openJetStreamStore({ servers: [server.url] }),
    openJetStreamStore({ servers: [server.url] }),
  ]);
  const [{ live: here }, { live: there }] = stores;
  return {
    here,
    there,
    // A request is behind what was sent on the same connection before.
    settle: async () => {
      for (const bus of [here, there]) {
        await bus.requestAll('settle', null, { timeoutMs: 5_000 });
      }
    },
    close: async () => {
      await Promise.all(stores.map(async (store) => await store.close()));
      await server.stop();
    },
  };
});

test('a reader learns that the server of a stream died, and a server that its reader did', async () => {
  const server = await startNatsServer();
  const link = await startFaultyLink(server.port);
  const near = await openJetStreamStore({ servers: [server.url] });
  const far = await openJetStreamStore({ servers: [link.url] });
  const signal = new AbortController().signal;
  try {
    far.live.serveStream('far', served);
    const readerGone = Promise.withResolvers<void>();
    near.live.serveStream('near', async function* silent(request) {
      request.signal.addEventListener('abort', () => readerGone.resolve());
      yield* served();
    });
    await far.live.requestAll('settle', null, { timeoutMs: 1_000 });
    await near.live.requestAll('settle', null, { timeoutMs: 1_000 });
    const options = { timeoutMs: 400, signal };
    const fromFar = near.live.requestStream('far', {}, options)[Symbol.asyncIterator]();
    const fromNear = far.live.requestStream('near', {}, options)[Symbol.asyncIterator]();
    await fromFar.next();
    await fromNear.next();
    link.freeze();
    await expect(fromFar.next()).rejects.toMatchObject({ code: 'NODE_UNREACHABLE' });
    await expect(fromNear.next()).rejects.toMatchObject({ code: 'NODE_UNREACHABLE' });
    await readerGone.promise;
  } finally {
    link.cut();
    await far.close();
    await near.close();
    await link.close();
    await server.stop();
  }
}, 20_000);

test('a stream takes no more memory the longer it is', async () => {
  const server = await startNatsServer();
  const store = await openJetStreamStore({ servers: [server.url] });
  const mib = new Uint8Array(2 ** 20);
  try {
    store.live.serveStream('long', async function* long() {
      for (let count = 0; count < 256; count += 1) yield mib;
    });
    await store.live.requestAll('settle', null, { timeoutMs: 1_000 });
    const options = { timeoutMs: 5_000, signal: new AbortController().signal };
    let bytes = 0;
    let most = 0;
    for await (const piece of store.live.requestStream('long', {}, options)) {
      bytes += piece.length;
      most = Math.max(most, process.memoryUsage().arrayBuffers);
    }
    expect(bytes).toBe(256 * mib.length);
    expect(most).toBeLessThan(48 * mib.length);
  } finally {
    await store.close();
    await server.stop();
  }
}, 20_000);

test('a message that is not JSON is reported, and others get through', async () => {
  const server = await startNatsServer();
  const reports: string[] = [];
  const { live, close } = await openReporting(server.url, reports);
  const nc = await connect({ servers: server.url });
  try {
    const heard = Promise.withResolvers<unknown>();
    live.subscribe('heartbeat.*', ({ payload }) => heard.resolve(payload));
    await live.requestAll('settle', null, { timeoutMs: 1_000 });
    nc.publish('live.heartbeat.n1', 'not JSON');
    nc.publish('live.heartbeat.n1', '{"nodeId":"n1"}');
    expect(await heard.promise).toEqual({ nodeId: 'n1' });
    expect(reports).toEqual(['a message on heartbeat.* failed']);
  } finally {
    await nc.close();
    await close();
    await server.stop();
  }
});

/** Says something once, and then nothing for ever. */
async function* served() {
  yield Buffer.from('first');
  await new Promise<void>(() => undefined);
}

async function openReporting(url: string, reports: string[]) {
  const store = await openJetStreamStore({
    servers: [url],
    report: ({ message }) => reports.push(message),
  });
  return { live: store.live, close: async () => await store.close() };
}
