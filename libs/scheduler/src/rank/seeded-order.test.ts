import { expect, test } from '@jest/globals';
import { clusterOf } from '../testing/cluster.ts';
import { oneGroup } from '../testing/job-builder.ts';
import { aNode, someNodes } from '../testing/node-builder.ts';
import { hashOf, orderKey } from './seeded-order.ts';

test('each seed gives another order of the same nodes', () => {
  const nodes = Array.from({ length: 20 }, (_, i) => `node-${i}`);
  const ordered = (evalId: string) => {
    const seed = hashOf(evalId);
    return nodes.toSorted((a, b) => orderKey(seed, hashOf(a)) - orderKey(seed, hashOf(b)));
  };
  expect(ordered('e1')).toEqual(ordered('e1'));
  const first = Array.from({ length: 200 }, (_, i) => ordered(`e${i}`)[0]);
  expect(new Set(first).size).toBe(nodes.length);
});

test('order depends on evaluation id only: neither the clock nor what happens elsewhere changes it', () => {
  const cluster = clusterOf(someNodes(50));
  const evalId = cluster.register(oneGroup({ count: 3 }));
  const chosen = () => cluster.plan(evalId).nodeCommits.map(({ nodeId }) => nodeId);
  const before = chosen();
  cluster.nowMs += 60_000;
  cluster.addNode(aNode('elsewhere', { nodePool: 'gpu' }));
  expect(chosen()).toEqual(before);
  cluster.run(cluster.register(oneGroup({}, { id: 'other', nodePool: 'gpu' })));
  expect(chosen()).toEqual(before);
});
