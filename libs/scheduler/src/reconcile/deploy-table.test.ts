import { describe, expect, test } from '@jest/globals';
import { type TestCluster } from '../testing/cluster.ts';
import {
  CHANGED,
  canarying,
  change,
  counts,
  end,
  latest,
  look,
  lose,
  migrate,
  promote,
  rolling,
  running,
  setStatus,
  taskOf,
  type Case,
  type Shape,
  update,
} from '../testing/group-cases.ts';

describe('deploy', () => {
  const pace = update({ maxParallel: 4 });
  test.each<Case & { readonly healthy: boolean }>([
    {
      behaviour: 'limit grows only with healthy ones',
      healthy: true,
      happens: look,
      expected: { destructiveUpdate: 4, ignore: 6 },
    },
    {
      behaviour: 'limit grows only with healthy ones: two of four',
      healthy: false,
      happens: (c) => {
        const updated = c.living('j').filter(({ jobVersion }) => jobVersion.version === 1);
        for (const alloc of updated.slice(0, 2)) c.report(alloc, 'running', true);
        return look(c);
      },
      expected: { destructiveUpdate: 2, ignore: 8 },
    },
    {
      behaviour: 'second evaluation does not place twice',
      healthy: false,
      happens: look,
      expected: { ignore: 10 },
    },
    ...(['paused', 'failed'] as const).map((status) => ({
      behaviour: `paused/failed: no more destructive updates: ${status}`,
      healthy: true,
      happens: (c: TestCluster) => (setStatus(c, status), look(c)),
      expected: { ignore: 10 },
    })),
    ...(['paused', 'failed'] as const).map((status) => ({
      behaviour: `paused/failed: no more placements: ${status}`,
      healthy: true,
      happens: (c: TestCluster) => (setStatus(c, status), end(c, 'complete', 9), look(c)),
      expected: { ignore: 9 },
    })),
    {
      behaviour: 'missing ones placed before destructive ones within the limit',
      healthy: true,
      happens: (c) => (end(c, 'complete', 8, 9), look(c)),
      expected: { place: 2, destructiveUpdate: 2, ignore: 6 },
    },
    {
      behaviour: 'lost/migrated ones are replaced during a rollout',
      healthy: false,
      happens: (c) => (lose(c, 9), migrate(c, 8), look(c)),
      expected: { place: 1, stop: 1, migrate: 1, ignore: 8 },
    },
    {
      behaviour: 'failed deployment: lost ones still replaced',
      healthy: true,
      happens: (c) => (setStatus(c, 'failed'), lose(c, 0), look(c)),
      expected: { place: 1, stop: 1, ignore: 9 },
    },
  ])('$behaviour', ({ healthy, happens, expected }) => {
    const cluster = rolling(healthy);
    expect(counts(cluster.run(happens(cluster)))).toEqual(expected);
  });

  test.each([
    { behaviour: 'created on destructive change', shape: CHANGED, expected: { desiredTotal: 10 } },
    { behaviour: 'created on in-place change', shape: {}, expected: { desiredTotal: 10 } },
  ])('$behaviour', ({ shape, expected }) => {
    const cluster = running(10, pace);
    cluster.run(change(cluster, { count: 10, ...pace, ...shape }, { priority: 60 }));
    expect(latest(cluster)?.deployment).toMatchObject({ jobVersion: 1, groups: { g: expected } });
  });

  test('no change, no deployment', () => {
    const cluster = running(10, pace);
    end(cluster, 'complete', 0);
    cluster.run(look(cluster));
    expect(cluster.state.deployments.size).toBe(1);
  });

  test('all healthy: successful; done deployment changes nothing', () => {
    const cluster = running(4, pace);
    expect(latest(cluster)?.status).toBe('successful');
    const plan = cluster.run(look(cluster));
    expect([plan.deployment, plan.nodeCommits]).toEqual([undefined, []]);
    expect(counts(plan)).toEqual({ ignore: 4 });
  });

  test('new version after failure gets its own', () => {
    const cluster = rolling(true);
    setStatus(cluster, 'failed');
    const next = { tasks: [taskOf('third')] };
    cluster.run(change(cluster, { count: 10, ...pace, ...next }));
    expect(latest(cluster)).toMatchObject({ status: 'running', deployment: { jobVersion: 2 } });
  });

  test.each([
    { status: 'running', after: 'cancelled' },
    { status: 'paused', after: 'cancelled' },
    { status: 'failed', after: 'failed' },
    { status: 'successful', after: 'successful' },
  ] as const)('stop cancels running/paused deployments only: $status', ({ status, after }) => {
    const cluster = rolling(true);
    setStatus(cluster, status);
    cluster.run(cluster.deregister('j'));
    expect(latest(cluster)?.status).toBe(after);
  });
});

const next = (canary: number, user: string): Shape => ({
  count: 10,
  ...update({ maxParallel: 2, canary }),
  tasks: [taskOf(user)],
});

describe('deploy-canary', () => {
  test.each([
    {
      behaviour: 'canaries placed, nothing stopped',
      happens: (c: TestCluster) => look(c),
      expected: { ignore: 12 },
    },
    {
      behaviour: 'promotion lets the rolling update go on',
      happens: (c: TestCluster) => (promote(c), look(c)),
      expected: { stop: 2, destructiveUpdate: 2, ignore: 8 },
    },
    {
      behaviour: 'old canaries stop on a newer version',
      happens: (c: TestCluster) => change(c, next(2, 'third')),
      expected: { stop: 2, canary: 2, ignore: 10 },
    },
    {
      behaviour: 'failed: unpromoted canaries stop',
      happens: (c: TestCluster) => (setStatus(c, 'failed'), look(c)),
      expected: { stop: 2, ignore: 10 },
    },
    {
      behaviour: 'auto-revert after failure stops canaries',
      happens: (c: TestCluster) => {
        setStatus(c, 'failed');
        return change(c, next(2, ''));
      },
      expected: { stop: 2, inPlaceUpdate: 10 },
    },
  ])('$behaviour', ({ happens, expected }) => {
    const cluster = canarying(2);
    expect(counts(cluster.run(happens(cluster)))).toEqual(expected);
  });

  test('canary count placed', () => {
    const cluster = running(10, update({ canary: 3 }));
    expect(counts(cluster.run(change(cluster, next(3, 'x'))))).toEqual({ canary: 3, ignore: 10 });
  });

  test('more canaries than count', () => {
    expect(canarying(7, 3).living('j')).toHaveLength(10);
  });

  test('blue/green: promotion stops all old ones', () => {
    const cluster = canarying(5, 5);
    promote(cluster);
    expect(counts(cluster.run(look(cluster)))).toEqual({ stop: 5, ignore: 5 });
  });

  test.each(['paused', 'failed'] as const)('paused/failed: no more canaries: %s', (status) => {
    const cluster = canarying(2);
    setStatus(cluster, status);
    const canary = cluster.living('j').find(({ health }) => health?.canary);
    cluster.nodeDown(canary?.nodeId ?? '');
    expect(counts(cluster.run(look(cluster)))).not.toHaveProperty('canary');
  });
});
