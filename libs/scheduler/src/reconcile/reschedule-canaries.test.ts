import { describe, expect, test } from '@jest/globals';
import type { ReschedulePolicy } from '@steppe/domain';
import type { TestCluster } from '../testing/cluster.ts';
import { change, CHANGED, counts, look, running, update } from '../testing/group-cases.ts';

const ONCE: ReschedulePolicy = {
  attempts: 1,
  intervalMs: 86_400_000,
  delayMs: 0,
  delayFunction: 'constant',
  maxDelayMs: 0,
  unlimited: false,
};

/** Four run, and two canaries beside them. */
function started(changes: Partial<ReschedulePolicy> = {}): TestCluster {
  const both = {
    count: 4,
    ...update({ maxParallel: 2, canary: 2 }),
    reschedulePolicy: { ...ONCE, ...changes },
  };
  const cluster = running(4, both);
  cluster.run(change(cluster, { ...both, ...CHANGED }));
  cluster.allRunning('j');
  return cluster;
}

const canariesOf = (cluster: TestCluster) =>
  cluster
    .living('j')
    .filter(({ health, clientStatus }) => health?.canary && clientStatus !== 'failed')
    .toSorted((a, b) => a.index - b.index);

/** The canary with the lowest name fails. */
function failOne(cluster: TestCluster): string {
  const [canary] = canariesOf(cluster);
  if (!canary) throw new Error('there is no canary');
  cluster.report(canary, 'failed', false);
  return canary.id;
}

describe('failed canaries reschedule', () => {
  test('at once, under their names, as canaries with a history', () => {
    const cluster = started();
    const names = canariesOf(cluster).map(({ index }) => index);
    const failed = failOne(cluster);
    expect(counts(cluster.run(look(cluster)))).toEqual({
      place: 1,
      stop: 1,
      rescheduleNow: 1,
      ignore: 5,
    });
    const after = canariesOf(cluster);
    expect(after.map(({ index }) => index)).toEqual(names);
    expect(after[0]).toMatchObject({ previousAllocId: failed, reschedules: [{}] });
    cluster.allRunning('j');
    expect(cluster.run(look(cluster)).nodeCommits).toEqual([]);
  });

  test('after their delay, and nothing takes their place before', () => {
    const cluster = started({ delayMs: 30_000 });
    failOne(cluster);
    expect(counts(cluster.run(look(cluster)))).toEqual({ rescheduleLater: 1, ignore: 6 });
    cluster.nowMs += 30_000;
    expect(counts(cluster.run(look(cluster)))).toMatchObject({ place: 1, rescheduleNow: 1 });
    expect(canariesOf(cluster)).toHaveLength(2);
  });
});

test('canary attempts run out', () => {
  const cluster = started();
  for (const expected of [{ place: 1 }, { ignore: 6 }]) {
    failOne(cluster);
    expect(counts(cluster.run(look(cluster)))).toMatchObject(expected);
    for (const canary of canariesOf(cluster)) cluster.report(canary, 'running', true);
  }
  expect(canariesOf(cluster)).toHaveLength(1);
});

test('non-canaries reschedule during canary: to the version that they ran', () => {
  const cluster = started();
  const old = cluster.living('j').find(({ jobVersion }) => jobVersion.version === 0);
  if (!old) throw new Error('nothing old runs');
  cluster.report(old, 'failed');
  cluster.run(look(cluster));
  const next = cluster.living('j').find(({ previousAllocId }) => previousAllocId === old.id);
  expect(next).toMatchObject({ index: old.index, jobVersion: { version: 0 }, health: undefined });
});
