import { expect, test } from '@jest/globals';
import { Timings } from './timings.ts';

test('what was measured under a name is summed up', () => {
  const timings = new Timings();
  for (const durationMs of [1, 2, 3, 10]) timings.record('job.register', durationMs);
  timings.record('job.list', 0);
  const [register, list] = timings.list();
  expect(register).toMatchObject({ name: 'job.register', count: 4, sumMs: 16 });
  expect(register?.minMs).toBeCloseTo(1, 1);
  expect(register?.maxMs).toBeCloseTo(10, 1);
  expect(register?.meanMs).toBeCloseTo(4, 1);
  expect(register?.p50Ms).toBeCloseTo(2, 1);
  expect(list).toMatchObject({ name: 'job.list', count: 1, sumMs: 0, maxMs: 0.001 });
});

test('what failed took its time too', async () => {
  const timings = new Timings();
  const failing = timings.measure('plan.submit', () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(timings.list()).toMatchObject([{ name: 'plan.submit', count: 1 }]);
});
