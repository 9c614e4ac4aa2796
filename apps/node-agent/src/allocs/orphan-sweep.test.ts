import { expect, test } from '@jest/globals';
import { createLogger } from '@steppe/nest-kit';
import { MockDriver, type OrphanOptions } from '@steppe/task-drivers';
import { OrphanSweep } from './orphan-sweep.ts';

test('drivers are told from time to time which tasks are known', async () => {
  const timers: (() => void)[] = [];
  const asked: OrphanOptions[] = [];
  const driver = Object.assign(new MockDriver(), {
    removeOrphans: async (options: OrphanOptions) => {
      asked.push(options);
      return ['orphan'];
    },
  });
  const sweep = new OrphanSweep({
    drivers: [driver],
    table: { get: (allocId) => ({ isDead: allocId !== 'lives' }) },
    time: {
      nowMs: () => 7,
      monotonicMs: () => 7,
      after: (_, callback) => {
        timers.push(callback);
        return () => undefined;
      },
    },
    logger: createLogger({ name: 'test', level: 'silent' }),
    settings: { periodMs: 1, graceMs: 2, isDryRun: true },
  });
  timers.shift()?.();
  await sweep.stop();
  expect(asked).toMatchObject([{ nowMs: 7, graceMs: 2, isDryRun: true }]);
  const known = ['lives', 'ended'].map((allocId) => asked[0]?.isKnown({ allocId, taskName: 't' }));
  expect(known).toEqual([true, false]);
});
