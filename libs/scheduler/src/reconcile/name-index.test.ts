import { describe, expect, test } from '@jest/globals';
import { clusterOf } from '../testing/cluster.ts';
import { oneGroup } from '../testing/job-builder.ts';
import { someNodes } from '../testing/node-builder.ts';
import { NameIndex } from './name-index.ts';

const cluster = clusterOf(someNodes(1));
cluster.run(cluster.register(oneGroup({ count: 6 })));
const named = (...indexes: number[]) => indexes.map((i) => cluster.alloc('j', `j.g[${i}]`));

describe('the names of a group', () => {
  test.each([
    { used: [], count: 3, n: 2, next: [0, 1] },
    { used: [0, 2], count: 4, n: 2, next: [1, 3] },
    { used: [0, 1], count: 2, n: 1, next: [0] },
  ])('of $count with $used in use go on with $next', ({ used, count, n, next }) => {
    expect(new NameIndex(count, named(...used)).next(n)).toEqual(next);
  });

  test('are given up from the highest on, those beyond the count first', () => {
    const names = new NameIndex(3, named(0, 1, 2, 5));
    expect([...names.highest(2)]).toEqual([5, 2]);
    expect(names.next(1)).toEqual([2]);
  });

  test.each([
    {
      title: 'those that they will replace',
      existing: [],
      replaceable: [0, 1, 2],
      n: 2,
      names: [0, 1],
    },
    { title: 'not those of other canaries', existing: [0], replaceable: [0, 1], n: 1, names: [1] },
    {
      title: 'new ones beyond the count',
      existing: [],
      replaceable: [0, 1, 2],
      n: 5,
      names: [0, 1, 2, 3, 4],
    },
  ])('of canaries are $title', ({ existing, replaceable, n, names }) => {
    const index = new NameIndex(3, named(0, 1, 2));
    expect(index.nextCanaries(n, named(...existing), named(...replaceable))).toEqual(names);
  });
});
