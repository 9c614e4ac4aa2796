import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Projection, stateAt } from '@steppe/event-log';
import type { EvalBrokerOptions } from '../eval-broker-options.ts';
import { Cluster } from '../testing/cluster.ts';
import { SnapshotKeeper } from './snapshot-keeper.ts';

const HOUR_MS = 3_600_000;
const limits = { thresholdEntries: 3, intervalMs: HOUR_MS, retentionMs: 10 * HOUR_MS };

let cluster: Cluster;
let options: EvalBrokerOptions;
let nowMs: number;

beforeEach(async () => {
  cluster = new Cluster();
  nowMs = 1_000 * HOUR_MS;
  options = { ...(await cluster.broker('b1')), clock: () => nowMs };
});
afterEach(() => cluster.close());

const joinNodes = async (...names: string[]) => {
  for (const name of names) await cluster.join(name);
  await cluster.settled();
};
const keptSeqs = async () => (await cluster.store.snapshots.list()).map(({ seq }) => seq);

test('a snapshot is due after so many entries', async () => {
  const keeper = new SnapshotKeeper(options, limits);
  await joinNodes('n1', 'n2');
  await keeper.check();
  expect(await keptSeqs()).toEqual([]);
  await joinNodes('n3');
  await keeper.check();
  await keeper.check();
  expect(await keptSeqs()).toEqual([3]);
});

test('a snapshot is due after so much time, if there was an entry', async () => {
  const keeper = new SnapshotKeeper(options, limits);
  await joinNodes('n1');
  nowMs += HOUR_MS;
  await keeper.check();
  nowMs += HOUR_MS;
  await keeper.check();
  expect(await keptSeqs()).toEqual([1]);
});

test('the log is trimmed behind the window, and starts from there give the same state', async () => {
  const keeper = new SnapshotKeeper(options, limits);
  const { log } = cluster.store;
  for (let round = 0; round < 8; round += 1) {
    await joinNodes('n1', 'n2', 'n3');
    await keeper.check();
    nowMs += 3 * HOUR_MS;
  }
  const firstSeq = await log.firstSeq();
  expect(firstSeq).toBeGreaterThan(1);
  const restarted = await Projection.open(cluster.store);
  expect(restarted.hash()).toBe(options.projection.hash());
  await restarted.stop();
  expect((await stateAt(cluster.store, firstSeq)).seq).toBe(firstSeq);
  await expect(stateAt(cluster.store, 1)).rejects.toMatchObject({ code: 'INDEX_EXPIRED' });
  // Each node's last entry is still there to be compared with.
  for (const [at, node] of ['n1', 'n2', 'n3'].entries()) {
    const last = await log.nextOnSubject({ subject: `client.${node}`, afterSeq: 21 });
    expect(last?.seq).toBe(22 + at);
  }
});
