import { expect, test } from '@jest/globals';
import { deriveId } from './derive-id.ts';
import { orderKey, seedOf } from './seeded-order.ts';

test('a derived ID looks like a random UUID, and is the same for the same parts', () => {
  const id = deriveId('alloc', 'e1', 7, 1);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(deriveId('alloc', 'e1', 7, 1)).toBe(id);
});

test('parts that differ in little give IDs that differ in all', () => {
  const ids = Array.from({ length: 50_000 }, (_, i) => deriveId('alloc', 'e1', i % 250, i));
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(ids.map((id) => id.slice(0, 8))).size).toBeGreaterThan(49_900);
});

test('each seed gives another order of the same nodes', () => {
  const nodes = Array.from({ length: 20 }, (_, i) => `node-${i}`);
  const ordered = (evalId: string) => {
    const seed = seedOf(evalId);
    return nodes.toSorted((a, b) => orderKey(seed, a) - orderKey(seed, b));
  };
  expect(ordered('e1')).toEqual(ordered('e1'));
  const first = Array.from({ length: 200 }, (_, i) => ordered(`e${i}`)[0]);
  expect(new Set(first).size).toBe(nodes.length);
});
