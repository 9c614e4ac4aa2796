import { describe, expect, test } from '@jest/globals';
import { clusterOf } from '../testing/cluster.ts';
import {
  CHANGED,
  type Case,
  at,
  change,
  counts,
  end,
  groupOf,
  decided,
  jobOf,
  look,
  lose,
  migrate,
  running,
  update,
} from '../testing/group-cases.ts';
import { aJob } from '../testing/job-builder.ts';
import { someNodes } from '../testing/node-builder.ts';

describe('reconcile', () => {
  test.each<Case>([
    {
      behaviour: 'all destructive without update block',
      happens: (c) => change(c, { count: 10, ...CHANGED }),
      expected: { destructiveUpdate: 10 },
    },
    {
      behaviour: 'destructive limited by max_parallel',
      shape: update({ maxParallel: 4 }),
      happens: (c) => change(c, { count: 10, ...update({ maxParallel: 4 }), ...CHANGED }),
      expected: { destructiveUpdate: 4, ignore: 6 },
    },
    {
      behaviour: 'destructive plus stops',
      happens: (c) => change(c, { count: 5, ...CHANGED }),
      expected: { stop: 5, destructiveUpdate: 5 },
    },
    {
      behaviour: 'destructive plus new',
      happens: (c) => change(c, { count: 15, ...CHANGED }),
      expected: { place: 5, destructiveUpdate: 10 },
    },
    {
      behaviour: 'migrating ones stop and get replaced',
      happens: (c) => (migrate(c, 0, 1), look(c)),
      expected: { migrate: 2, ignore: 8 },
    },
    {
      behaviour: 'migrate within count down',
      happens: (c) => (migrate(c, 0, 1, 2), change(c, { count: 8 })),
      expected: { stop: 2, migrate: 1, inPlaceUpdate: 7 },
    },
    {
      behaviour: 'migrate plus count up',
      happens: (c) => (migrate(c, 0, 1), change(c, { count: 15 })),
      expected: { place: 5, migrate: 2, inPlaceUpdate: 8 },
    },
    {
      behaviour: 'all in place',
      happens: (c) => change(c, { count: 10 }, { priority: 60 }),
      expected: { inPlaceUpdate: 10 },
    },
    {
      behaviour: 'in place plus stops',
      happens: (c) => change(c, { count: 5 }),
      expected: { stop: 5, inPlaceUpdate: 5 },
    },
    {
      behaviour: 'in place plus new',
      happens: (c) => change(c, { count: 15 }),
      expected: { place: 5, inPlaceUpdate: 10 },
    },
    {
      behaviour: 'stopped or missing job stops all',
      happens: (c) => c.deregister('j'),
      expected: { stop: 10 },
    },
    {
      behaviour: 'stopped or missing job stops all: purged',
      happens: (c) => c.deregister('j', { purge: true }),
      expected: { stop: 10 },
    },
    {
      behaviour: 'terminal ones are left alone',
      happens: (c) => {
        c.run(c.deregister('j'));
        c.stopsEnd();
        return look(c);
      },
      expected: {},
    },
    {
      behaviour: 'lost ones are stopped and placed again',
      happens: (c) => (lose(c, 3, 4), look(c)),
      expected: { place: 2, stop: 2, ignore: 8 },
    },
    {
      behaviour: 'lost within count down are not replaced',
      happens: (c) => (lose(c, 8, 9), change(c, { count: 5 })),
      expected: { stop: 5, inPlaceUpdate: 5 },
    },
    {
      behaviour: 'lost plus count up',
      happens: (c) => (lose(c, 8, 9), change(c, { count: 15 })),
      expected: { place: 7, stop: 2, inPlaceUpdate: 8 },
    },
    {
      behaviour: 'some exist: place the rest',
      happens: (c) => (end(c, 'complete', 5, 6, 7, 8, 9), look(c)),
      expected: { place: 5, ignore: 5 },
    },
    {
      behaviour: 'scale down with client-terminal ones',
      happens: (c) => (end(c, 'complete', 5, 6, 7, 8, 9), change(c, { count: 5 })),
      expected: { inPlaceUpdate: 5 },
    },
    {
      behaviour: 'the same in a deployment',
      shape: update({ maxParallel: 2 }),
      happens: (c) => {
        end(c, 'complete', 5, 6, 7, 8, 9);
        return change(c, { count: 5, ...update({ maxParallel: 2 }), ...CHANGED });
      },
      expected: { destructiveUpdate: 2, ignore: 3 },
    },
    {
      behaviour: 'count 0 stops all',
      happens: (c) => change(c, { count: 0 }),
      expected: { stop: 10 },
    },
  ])('$behaviour', (one) => {
    expect(decided(one)).toEqual(one.expected);
  });

  test('nothing exists: place all', () => {
    const cluster = clusterOf(someNodes(20));
    expect(counts(cluster.run(cluster.register(jobOf({ count: 10 }))))).toEqual({ place: 10 });
  });

  test('groups are handled apart', () => {
    const cluster = running(2);
    const groups = [groupOf({ count: 3 }), groupOf({ name: 'h', count: 4 })];
    const plan = cluster.run(cluster.register(aJob({ groups })));
    expect([counts(plan), counts(plan, 'h')]).toEqual([
      { place: 1, inPlaceUpdate: 2 },
      { place: 4 },
    ]);
  });

  test('removed group is stopped', () => {
    const cluster = running(2);
    const plan = cluster.run(
      cluster.register(aJob({ groups: [groupOf({ name: 'h', count: 1 })] })),
    );
    expect([counts(plan), counts(plan, 'h')]).toEqual([{ stop: 2 }, { place: 1 }]);
  });

  test('count 0 stops unknown allocations too', () => {
    const disconnect = { lostAfterMs: 60_000, replace: true, reconcile: 'best_score' };
    const cluster = running(1, { disconnect });
    cluster.nodeIs(at(cluster, 0).nodeId, 'disconnected');
    cluster.run(look(cluster));
    expect(counts(cluster.run(change(cluster, { count: 0, disconnect })))).toEqual({ stop: 1 });
  });
});

describe('batch', () => {
  const batch = { type: 'batch' } as const;
  test.each<Case>([
    {
      behaviour: 'finished ones of an old version run anew',
      happens: (c) => (end(c, 'complete', 0, 1), change(c, { count: 3, ...CHANGED }, batch)),
      expected: { place: 2, destructiveUpdate: 1, ignore: 2 },
    },
    {
      behaviour: 'finished is kept when the node drains',
      happens: (c) => (end(c, 'complete', 0), migrate(c, 0), look(c)),
      expected: { ignore: 3 },
    },
    {
      behaviour: 'a completed batch allocation is not placed again',
      happens: (c) => (end(c, 'complete', 0), look(c)),
      expected: { ignore: 3 },
    },
    {
      behaviour: 'a lost one is replaced',
      happens: (c) => (lose(c, 1), look(c)),
      expected: { place: 1, stop: 1, ignore: 2 },
    },
    {
      behaviour: 'scale down with finished ones',
      happens: (c) => (end(c, 'complete', 0, 1), change(c, { count: 2 }, batch)),
      expected: { place: 1, inPlaceUpdate: 1, ignore: 2 },
    },
  ])('$behaviour', (one) => {
    expect(decided({ from: 3, type: 'batch', ...one })).toEqual(one.expected);
  });
});
