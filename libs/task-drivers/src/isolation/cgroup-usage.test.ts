import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cgroupUsage } from './cgroup-usage.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'steppe-cgroup-'));
});
afterEach(() => rm(dir, { recursive: true }));

async function group(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const path = join(dir, name);
  await mkdir(path);
  for (const [file, text] of Object.entries(files)) await writeFile(join(path, file), `${text}\n`);
  return path;
}

test('version 1 counts memory and cpu in a group each', async () => {
  const memory = await group('memory', {
    'memory.stat': 'cache 10\nrss 20\nswap 5\nhierarchical_memory_limit 900',
    'memory.usage_in_bytes': '30',
    'memory.max_usage_in_bytes': '40',
    'memory.kmem.usage_in_bytes': '3',
    'memory.kmem.max_usage_in_bytes': '4',
  });
  const cpu = await group('cpu', { 'cpu.stat': 'nr_periods 7\nnr_throttled 2\nthrottled_time 99' });
  expect(await cgroupUsage([memory, cpu])).toEqual({
    cpu: { throttledPeriods: 2, throttledNs: 99 },
    memory: {
      rssBytes: 20,
      cacheBytes: 10,
      swapBytes: 5,
      usageBytes: 30,
      maxUsageBytes: 40,
      kernelUsageBytes: 3,
      kernelMaxUsageBytes: 4,
    },
  });
});

test('version 2 counts them in one', async () => {
  const both = await group('task', {
    'memory.stat': 'anon 20\nfile 10\nkernel 3',
    'memory.current': '30',
    'memory.swap.current': '5',
    'cpu.stat': 'usage_usec 8\nnr_throttled 2\nthrottled_usec 99',
  });
  expect(await cgroupUsage([both])).toEqual({
    cpu: { throttledPeriods: 2, throttledNs: 99_000 },
    memory: { rssBytes: 20, cacheBytes: 10, swapBytes: 5, usageBytes: 30, kernelUsageBytes: 3 },
  });
});

test.each([{ dirs: [] }, { dirs: ['/nowhere'] }])(
  'without groups nothing is counted',
  async (row) => {
    expect(await cgroupUsage(row.dirs)).toEqual({ cpu: {}, memory: {} });
  },
);
