import { expect, test } from '@jest/globals';
import { engineStats } from './docker-stats.ts';

const READ = '2026-01-02T03:04:05Z';
const cpu_stats = {
  cpu_usage: { total_usage: 30, usage_in_usermode: 20, usage_in_kernelmode: 10 },
  throttling_data: { periods: 9, throttled_periods: 2, throttled_time: 99 },
};

test.each([
  {
    version: 1,
    memory_stats: { usage: 30, max_usage: 40, stats: { rss: 20, cache: 10, swap: 5 } },
    memory: { rssBytes: 20, cacheBytes: 10, swapBytes: 5, usageBytes: 30, maxUsageBytes: 40 },
  },
  {
    version: 2,
    memory_stats: { usage: 30, stats: { anon: 20, file: 10, kernel_stack: 1 }, limit: 64 },
    memory: { rssBytes: 20, cacheBytes: 10, swapBytes: 0, usageBytes: 30 },
  },
])(
  'of control groups of version $version is told what is measured, and no more',
  ({ memory_stats, memory }) => {
    const stats = engineStats({ read: READ, cpu_stats, memory_stats }, [7], undefined);
    expect(stats).toMatchObject({
      atMs: Date.parse(READ),
      cpu: { totalNs: 30, userNs: 20, systemNs: 10, throttledPeriods: 2, throttledNs: 99 },
      pids: [7],
    });
    expect(stats?.memory).toEqual(memory);
  },
);

test('an engine that can not reach the groups has measured nothing', () => {
  const answer = { read: '0001-01-01T00:00:00Z', cpu_stats: { cpu_usage: {} }, memory_stats: {} };
  expect(engineStats(answer, [], undefined)).toBeUndefined();
});
