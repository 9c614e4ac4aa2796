import { expect, test } from '@jest/globals';
import { openMemoryStore } from '../memory/open-memory-store.ts';
import { seqAt } from './seq-at.ts';

async function logOf(timesMs: readonly number[]) {
  const { log } = openMemoryStore();
  for (const atMs of timesMs) {
    const events = [{ type: 'GarbageCollectionRequested', v: 1 }] as const;
    await log.append({ subject: 'gc', commit: { v: 1, atMs, actor: 'test', events: [...events] } });
  }
  return log;
}

test.each([
  { title: 'before the first entry', atMs: 9, expected: 0 },
  { title: 'at an entry', atMs: 20, expected: 2 },
  { title: 'between two', atMs: 29, expected: 2 },
  { title: 'of several at once the last', atMs: 30, expected: 5 },
  { title: 'after the last entry', atMs: 99, expected: 6 },
])('$title', async ({ atMs, expected }) => {
  expect(await seqAt(await logOf([10, 20, 30, 30, 30, 40]), atMs)).toBe(expected);
});

test('a log without entries was empty at any time', async () => {
  expect(await seqAt(await logOf([]), 5)).toBe(0);
});

test('where entries were given up, the ones that are left tell', async () => {
  const log = await logOf([10, 20, 30, 40, 50]);
  await log.trim({ beforeSeq: 3, keepFrom: () => 3 });
  expect([await seqAt(log, 15), await seqAt(log, 35)]).toEqual([2, 3]);
});
