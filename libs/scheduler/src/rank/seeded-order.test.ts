import { expect, test } from '@jest/globals';
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
