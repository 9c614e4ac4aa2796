import { join } from 'node:path';
import type { Counted } from '../process/process-stats.ts';
import { readCgroupFile } from './cgroup-file.ts';

/** What the kernel counts in a task's control groups, of version 1 or 2; what a group does not count is left out. */
export async function cgroupUsage(dirs: readonly string[]): Promise<Counted> {
  const [memoryDir] = dirs;
  if (memoryDir === undefined) return { cpu: {}, memory: {} };
  const number = (...files: readonly string[]): Promise<number | undefined> =>
    firstNumber(memoryDir, files);
  const [memory, cpus, usage, maxUsage, swap, kernel, kernelMax] = await Promise.all([
    countsIn(memoryDir, 'memory.stat'),
    Promise.all(dirs.map((dir) => countsIn(dir, 'cpu.stat'))),
    number('memory.usage_in_bytes', 'memory.current'),
    number('memory.max_usage_in_bytes', 'memory.peak'),
    number('memory.swap.current'),
    number('memory.kmem.usage_in_bytes'),
    number('memory.kmem.max_usage_in_bytes'),
  ]);
  const cpu = new Map(cpus.flatMap((counts) => [...counts]));
  const throttledUs = cpu.get('throttled_usec');
  return {
    cpu: given({
      throttledPeriods: cpu.get('nr_throttled'),
      throttledNs: throttledUs === undefined ? cpu.get('throttled_time') : throttledUs * 1_000,
    }),
    memory: given({
      rssBytes: memory.get('rss') ?? memory.get('anon'),
      cacheBytes: memory.get('cache') ?? memory.get('file'),
      swapBytes: memory.get('swap') ?? swap,
      usageBytes: usage,
      maxUsageBytes: maxUsage,
      kernelUsageBytes: kernel ?? memory.get('kernel'),
      kernelMaxUsageBytes: kernelMax,
    }),
  };
}

/** Lines of a name and a number. */
async function countsIn(dir: string, file: string): Promise<ReadonlyMap<string, number>> {
  const lines = ((await readCgroupFile(join(dir, file))) ?? '').matchAll(/^(\w+) (\d+)$/gmu);
  return new Map([...lines].map(([, name = '', count]) => [name, Number(count)]));
}

async function firstNumber(dir: string, files: readonly string[]): Promise<number | undefined> {
  for (const file of files) {
    const text = await readCgroupFile(join(dir, file));
    if (text !== undefined) return Number(text);
  }
  return undefined;
}

function given<K extends string>(
  counts: Readonly<Record<K, number | undefined>>,
): Partial<Record<K, number>> {
  const result: Partial<Record<K, number>> = {};
  for (const name in counts) {
    const count = counts[name];
    if (count !== undefined) result[name] = count;
  }
  return result;
}
