import { z } from 'zod';
import type { TaskStats } from '../task-driver.ts';

const count = z
  .number()
  .nullish()
  .transform((value) => value ?? 0);

const CpuUsage = z.object({
  cpu_usage: z.object({ total_usage: count, usage_in_usermode: count, usage_in_kernelmode: count }),
  system_cpu_usage: count,
  online_cpus: count,
  throttling_data: z.object({ throttled_periods: count, throttled_time: count }).optional(),
});

/** The engine's answer, as far as used; a container that has just ended has empty parts. */
const EngineStats = z.object({
  read: z.string(),
  cpu_stats: CpuUsage,
  precpu_stats: CpuUsage,
  memory_stats: z
    .object({
      usage: count,
      max_usage: count,
      stats: z.record(z.string(), z.number()).optional(),
    })
    .partial(),
});

/** Translates the engine's statistics; the names in memory differ between cgroups v1 (`rss`) and v2 (`anon`). */
export function dockerStats(answer: unknown, pids: readonly number[]): TaskStats {
  const {
    read,
    cpu_stats: cpu,
    precpu_stats: before,
    memory_stats: memory,
  } = EngineStats.parse(answer);
  const usedNs = cpu.cpu_usage.total_usage - before.cpu_usage.total_usage;
  const systemNs = cpu.system_cpu_usage - before.system_cpu_usage;
  const details = memory.stats ?? {};
  return {
    atMs: Date.parse(read),
    cpu: {
      totalNs: cpu.cpu_usage.total_usage,
      userNs: cpu.cpu_usage.usage_in_usermode,
      systemNs: cpu.cpu_usage.usage_in_kernelmode,
      percent:
        systemNs > 0 && usedNs > 0 ? (usedNs / systemNs) * Math.max(1, cpu.online_cpus) * 100 : 0,
      throttledPeriods: cpu.throttling_data?.throttled_periods ?? 0,
      throttledNs: cpu.throttling_data?.throttled_time ?? 0,
    },
    memory: {
      rssBytes: details['rss'] ?? details['anon'] ?? 0,
      usageBytes: memory.usage ?? 0,
      maxUsageBytes: memory.max_usage ?? 0,
      cacheBytes: details['cache'] ?? details['file'] ?? 0,
      swapBytes: details['swap'] ?? 0,
    },
    pids,
  };
}
