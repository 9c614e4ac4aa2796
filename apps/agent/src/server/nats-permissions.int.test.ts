import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Commit } from '@steppe/domain';
import {
  type EventStore,
  type JetStreamStoreOptions,
  type LinkTls,
  openJetStreamStore,
} from '@steppe/event-log';
import { createLogger } from '@steppe/nest-kit';
import { findNatsServer } from './find-nats-server.ts';
import { type NatsProcess, startNats } from './nats-process.ts';

const CERTIFICATES = join(
  import.meta.dirname,
  '../../../../libs/nest-kit/src/testing/certificates',
);
const file = (name: string): string => join(CERTIFICATES, `${name}.pem`);

let dir = '';
let nats: NatsProcess;
let service: EventStore;
const stores: EventStore[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'steppe-permissions-'));
  nats = await startNats(
    await findNatsServer(process.env, process.env['NATS_SERVER']),
    {
      dataDir: dir,
      serverName: 'server1.global',
      host: '127.0.0.1',
      port: await freePort(),
      durability: 'relaxed',
      cluster: undefined,
      tls: {
        caFile: file('ca'),
        certFile: file('server'),
        keyFile: file('server-key'),
        region: 'global',
        handshakeTimeoutMs: 5_000,
      },
    },
    createLogger({ name: 'test', level: 'off' }),
  );
  service = await openJetStreamStore({ servers: [nats.url], tls: await tlsOf('server') });
}, 60_000);
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});
afterAll(async () => {
  await service.close();
  await nats.stop();
  await rm(dir, { recursive: true });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => void server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function tlsOf(name: string): Promise<LinkTls> {
  const [ca, cert, key] = await Promise.all(
    ['ca', name, `${name}-key`].map((each) => readFile(file(each), 'utf8')),
  );
  return { ca, cert: cert ?? '', key: key ?? '', serverName: 'server.global.nomad' };
}

async function openAsClient(options: Partial<JetStreamStoreOptions> = {}): Promise<EventStore> {
  const store = await openJetStreamStore({
    servers: [nats.url],
    tls: await tlsOf('client'),
    role: 'agent',
    connectTimeoutMs: 2_000,
    timeoutMs: 1_000,
    attemptTimeoutMs: 500,
    ...options,
  });
  stores.push(store);
  return store;
}

const commit: Commit = {
  v: 1,
  atMs: 1,
  actor: 'test',
  events: [{ type: 'NodeEligibilityChanged', v: 1, nodeId: 'n1', eligibility: 'ineligible' }],
};

describe('with the certificate of a client', () => {
  test('an agent says what its node reports, and follows what it must obey', async () => {
    const client = await openAsClient();
    await client.log.append({ subject: 'client.n1', commit });
    const obeyed: number[] = [];
    const heard = Promise.withResolvers<void>();
    const following = await client.log.followSubject({
      subject: 'node.n1',
      afterSeq: 0,
      onEntry: ({ seq }) => {
        obeyed.push(seq);
        heard.resolve();
      },
    });
    const seq = await service.log.append({ subject: 'node.n1', commit });
    await heard.promise;
    expect(obeyed).toEqual([seq]);
    expect(await client.log.get(seq)).toMatchObject({ subject: 'node.n1' });
    await following.stop();
  });

  test('it asks services, and answers them', async () => {
    const client = await openAsClient();
    const served = [
      service.live.serve('service.http-address', async () => ({ url: 'x' })),
      client.live.serve('agent.n1.stats', async () => ({ cpu: 1 })),
    ];
    // An answer on the same connection says that the server knows what is served on it.
    await Promise.all([service.log.lastSeq(), client.log.lastSeq()]);
    const options = { timeoutMs: 2_000 };
    expect(await client.live.request('service.http-address', {}, options)).toEqual({ url: 'x' });
    expect(await service.live.request('agent.n1.stats', {}, options)).toEqual({ cpu: 1 });
    await Promise.all(served.map((each) => each.stop()));
  });

  test("it gets no data of another node's allocations", async () => {
    const [client, other] = [await openAsClient(), await openAsClient()];
    const served = other.live.serveStream('agent.n2.disk', async function* data() {
      yield Buffer.from('secret');
    });
    await other.log.lastSeq();
    const { signal } = new AbortController();
    const pieces = client.live.requestStream('agent.n2.disk', {}, { timeoutMs: 500, signal });
    await expect(pieces[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'TIMEOUT' });
    await served.stop();
  });

  test('it does not say what others decide', async () => {
    const client = await openAsClient();
    for (const subject of ['node.n1', 'job.default.web', 'acl.bootstrap', 'var.default.a']) {
      await expect(client.log.append({ subject, commit })).rejects.toMatchObject({
        code: 'LOG_UNAVAILABLE',
      });
    }
  });

  test('it gets no root key, by asking or by listening', async () => {
    const client = await openAsClient();
    const heard: unknown[] = [];
    const listening = client.live.subscribe('root-key', ({ payload }) => heard.push(payload));
    await client.log.lastSeq();
    const served = service.live.serve('root-key', async () => ({ key: 'secret' }));
    await service.log.lastSeq();
    expect(await service.live.requestAll('root-key', {}, { timeoutMs: 200 })).toHaveLength(1);
    expect(await client.live.requestAll('root-key', {}, { timeoutMs: 500 })).toEqual([]);
    expect(heard).toEqual([]);
    await Promise.all([served.stop(), listening.stop()]);
  });

  test('it is no service', async () => {
    await expect(openAsClient({ role: 'service' })).rejects.toMatchObject({
      code: 'LOG_UNAVAILABLE',
    });
  });
});

test('without a certificate nobody gets in', async () => {
  const tls = { ...(await tlsOf('client')), cert: '', key: '' };
  await expect(openAsClient({ tls })).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
  await expect(openAsClient({ tls: undefined })).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
});
