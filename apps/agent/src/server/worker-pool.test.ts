import { expect, test } from '@jest/globals';
import { WorkerPool, WORKERS_MAX } from './worker-pool.ts';

/** A pool whose workers write down when they start and stop. */
function tracedPool(): { pool: WorkerPool; told: string[] } {
  const told: string[] = [];
  const pool = new WorkerPool(async (number) => {
    told.push(`+${number}`);
    return { stop: async () => void told.push(`-${number}`) };
  });
  return { pool, told };
}

test('workers are started and stopped as their number changes', async () => {
  const { pool, told } = tracedPool();
  for (const size of [2, 3, 1, 0, 1]) await pool.resize(size);
  expect(told.join(' ')).toBe('+1 +2 +3 -2 -3 -1 +1');
});

test('of several changes at once the last one stands', async () => {
  const { pool, told } = tracedPool();
  await Promise.all([pool.resize(3), pool.resize(1), pool.resize(2)]);
  expect([pool.size, told.join(' ')]).toEqual([2, '+1 +2']);
});

test('a worker that does not start is told of, and tried again with the next change', async () => {
  const starts = [Promise.reject(new Error('no room')), Promise.resolve({ stop: async () => {} })];
  const pool = new WorkerPool(() => starts.shift() ?? Promise.reject(new Error('too many')));
  await expect(pool.resize(1)).rejects.toThrow('no room');
  await pool.resize(1);
  expect(starts).toEqual([]);
});

test('there is a limit', async () => {
  const { pool, told } = tracedPool();
  await expect(pool.resize(WORKERS_MAX + 1)).rejects.toThrow('a server runs at most 64');
  expect([pool.size, told]).toEqual([0, []]);
});

test('a pool that stopped has none', async () => {
  const { pool, told } = tracedPool();
  await pool.resize(1);
  await pool.stop();
  expect([pool.size, told.join(' ')]).toEqual([0, '+1 -1']);
});
