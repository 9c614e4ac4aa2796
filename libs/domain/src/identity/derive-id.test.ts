import { expect, test } from '@jest/globals';
import { deriveId } from './derive-id.ts';

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
