import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Recorded } from '@steppe/domain';
import type { EventStore } from '../event-store.ts';
import { Collected } from '../testing/collected.ts';
import { deregisteredNode, nodeSubject } from '../testing/entries.ts';
import { type FaultyLink, startFaultyLink } from '../testing/faulty-link.ts';
import { type NatsServer, startNatsServer } from '../testing/nats-server.ts';
import { Link } from './link.ts';
import { openJetStreamStore } from './open-jetstream-store.ts';
import { SubjectFollowing } from './subject-following.ts';

let server: NatsServer;
let wire: FaultyLink;
/** Behind the faulty wire. */
let store: EventStore;
/** Straight at the server. */
let rival: EventStore;
beforeEach(async () => {
  server = await startNatsServer();
  wire = await startFaultyLink(server.port);
  store = await openJetStreamStore({ servers: [wire.url], attemptTimeoutMs: 300 });
  rival = await openJetStreamStore({ servers: [server.url] });
});
afterEach(async () => {
  await store.close();
  await rival.close();
  await wire.close();
  await server.stop();
});

const ignore = () => undefined;
const subject = nodeSubject('a');
const append = async ({ log }: EventStore, mark: string, expectedSeq?: number) =>
  await log.append({ subject, commit: deregisteredNode('a', mark), expectedSeq });
const marksInLog = async () => {
  const marks: string[] = [];
  for await (const { commit } of rival.log.read({ fromSeq: 1 })) marks.push(commit.actor);
  return marks;
};

test('an append whose answer is lost is found in the log, and not appended again', async () => {
  const first = await append(store, 'first', 0);
  const { lost } = wire.mute();
  const appended = append(store, 'second', first);
  await lost;
  wire.unmute();
  expect(await appended).toBe(first + 1);
  expect(await marksInLog()).toEqual(['first', 'second']);
});

test('an append whose answer is lost is found also when others appended after it', async () => {
  const { lost } = wire.mute();
  const appended = append(store, 'mine', 0);
  await lost;
  await append(rival, 'later', 1);
  wire.unmute();
  expect(await appended).toBe(1);
  expect(await marksInLog()).toEqual(['mine', 'later']);
});

test('an append that never arrived, and that a rival came before, is a conflict', async () => {
  wire.freeze();
  const settled = Promise.allSettled([append(store, 'same', 0)]);
  // The same text is still another's entry.
  await append(rival, 'same', 0);
  wire.cut();
  const [appended] = await settled;
  expect(appended).toMatchObject({ status: 'rejected', reason: { code: 'LOG_CONFLICT' } });
  expect(await marksInLog()).toEqual(['same']);
});

test('an append without compare-and-set whose answer is lost is not appended again', async () => {
  const { lost } = wire.mute();
  const appended = append(store, 'only');
  await lost;
  wire.unmute();
  expect(await appended).toBe(1);
  expect(await marksInLog()).toEqual(['only']);
});

test('a follower of one subject sees by the next entry that one was lost, and reads it', async () => {
  const collected = new Collected<Recorded>();
  await store.log.followSubject({
    subject,
    afterSeq: 0,
    onEntry: (entry) => collected.add(entry),
  });
  await append(rival, 'heard');
  await collected.atLeast(1);
  const { lost } = wire.mute();
  await append(rival, 'lost');
  await lost;
  wire.unmute();
  await append(rival, 'after');
  const marks = (await collected.atLeast(3)).map(({ commit }) => commit.actor);
  expect(marks).toEqual(['heard', 'lost', 'after']);
});

test('a follower of one subject finds a lost last entry by looking from time to time', async () => {
  const link = await Link.open({
    servers: [wire.url],
    name: 'test',
    connectTimeoutMs: 2_000,
    report: ignore,
  });
  const collected = new Collected<Recorded>();
  const following = await SubjectFollowing.start({
    link,
    subject,
    afterSeq: 0,
    onEntry: (entry) => collected.add(entry),
    checkIntervalMs: 1_000,
  });
  const { lost } = wire.mute();
  await append(rival, 'last');
  await lost;
  wire.unmute();
  expect((await collected.atLeast(1)).map(({ commit }) => commit.actor)).toEqual(['last']);
  await following.stop();
  await link.close();
});

test('a follower of the log loses nothing to a wire that loses messages', async () => {
  const collected = new Collected<Recorded>();
  await store.log.follow({ fromSeq: 1, onEntry: (entry) => collected.add(entry) });
  await append(rival, 'heard');
  await collected.atLeast(1);
  const { lost } = wire.mute();
  await append(rival, 'lost');
  await lost;
  wire.unmute();
  await append(rival, 'after');
  const marks = (await collected.atLeast(3)).map(({ commit }) => commit.actor);
  expect(marks).toEqual(['heard', 'lost', 'after']);
});
