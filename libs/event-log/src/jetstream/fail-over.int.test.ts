import { afterEach, expect, test } from '@jest/globals';
import type { Recorded } from '@steppe/domain';
import type { EventStore } from '../event-store.ts';
import { Projection } from '../projection/projection.ts';
import { Collected } from '../testing/collected.ts';
import { deregisteredNode, nodeSubject } from '../testing/entries.ts';
import { type NatsServer, startNatsServer } from '../testing/nats-server.ts';
import { openJetStreamStore } from './open-jetstream-store.ts';

const toClose: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).toReversed()) await close();
});

async function open(): Promise<{ server: NatsServer; store: EventStore; reports: string[] }> {
  const server = await startNatsServer();
  toClose.push(async () => await server.stop());
  const reports: string[] = [];
  const store = await openJetStreamStore({
    servers: [server.url],
    report: ({ message }) => reports.push(message),
  });
  toClose.push(async () => await store.close());
  return { server, store, reports };
}

test('appends under way when the server is killed end in the log once, and in order', async () => {
  const { server, store, reports } = await open();
  const { log } = store;
  const followed = new Collected<Recorded>();
  const following = await log.follow({ fromSeq: 1, onEntry: (entry) => followed.add(entry) });
  const nodes = Array.from({ length: 4 }, (_, index) => `n${index}`);
  const perNode = new Map<string, Collected<Recorded>>();
  for (const node of nodes) {
    const collected = new Collected<Recorded>();
    perNode.set(node, collected);
    await log.followSubject({
      subject: nodeSubject(node),
      afterSeq: 0,
      onEntry: (entry) => collected.add(entry),
    });
  }

  const perWriter = 400;
  const writers = nodes.map(async (node) => {
    let seq = 0;
    for (let index = 0; index < perWriter; index += 1) {
      seq = await log.append({
        subject: nodeSubject(node),
        commit: deregisteredNode(node, `${node}/${index}`),
        expectedSeq: seq,
      });
    }
  });
  for (const count of [200, 700, 1_200]) {
    await followed.atLeast(count);
    await server.kill();
    await server.restart();
  }
  await Promise.all(writers);

  const total = nodes.length * perWriter;
  const seqs = (await followed.atLeast(total)).map(({ seq }) => seq);
  expect(seqs).toEqual(Array.from({ length: total }, (_, index) => index + 1));
  expect(await log.lastSeq()).toBe(total);
  for (const node of nodes) {
    const expected = Array.from({ length: perWriter }, (_, index) => `${node}/${index}`);
    const entries = await perNode.get(node)?.atLeast(perWriter);
    expect(entries?.map(({ commit }) => commit.actor)).toEqual(expected);
  }
  expect(await following.lag()).toBe(0);
  expect(reports.filter((line) => line.startsWith('lost the connection'))).toHaveLength(3);
}, 60_000);

test('an append without compare-and-set is stored once through a restart', async () => {
  const { server, store } = await open();
  const { log } = store;
  const first = new Collected<Recorded>();
  await log.follow({ fromSeq: 1, onEntry: (entry) => first.add(entry) });
  const marks = Array.from({ length: 2_000 }, (_, index) => String(index));
  const appends = marks.map(
    async (mark) => await log.append({ subject: 'client.a', commit: deregisteredNode('a', mark) }),
  );
  await first.atLeast(300);
  await server.kill();
  await server.restart();
  await Promise.all(appends);
  const stored = (await first.atLeast(marks.length)).map(({ commit }) => commit.actor);
  expect(stored.toSorted()).toEqual(marks.toSorted());
}, 30_000);

test('a projection goes on after a restart, and hashes as a new one does', async () => {
  const { server, store } = await open();
  const { log } = store;
  const projection = await Projection.start(log);
  await log.append({ subject: nodeSubject('a'), commit: deregisteredNode('a') });
  await server.kill();
  const appended = log.append({ subject: nodeSubject('a'), commit: deregisteredNode('a') });
  await server.restart();
  await projection.waitFor(await appended, { timeoutMs: 10_000 });
  expect(projection.hash()).toBe((await Projection.start(log)).hash());
}, 30_000);

test('an append while no server is there fails in time, and says that it may be in the log', async () => {
  const server = await startNatsServer();
  toClose.push(async () => await server.stop());
  const store = await openJetStreamStore({ servers: [server.url], timeoutMs: 300 });
  toClose.push(async () => await store.close());
  const { log } = store;
  await server.kill();
  await expect(
    log.append({ subject: nodeSubject('a'), commit: deregisteredNode('a'), expectedSeq: 0 }),
  ).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
  await expect(log.lastSeq()).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
}, 30_000);
