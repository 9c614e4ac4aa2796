import type Docker from 'dockerode';
import { z } from 'zod';
import { processTree } from '../process/process-members.ts';
import { type CpuSample, cpuShares, processStats } from '../process/process-stats.ts';
import type { TaskStats } from '../task-driver.ts';

const count = z
  .number()
  .nullish()
  .transform((value) => value ?? 0);

/** The engine's answer, as far as used; some parts are missing in a container that has just started or ended. */
const EngineStats = z.object({
  read: z.string(),
  cpu_stats: z.object({
    cpu_usage: z.object({
      total_usage: count,
      usage_in_usermode: count,
      usage_in_kernelmode: count,
    }),
    throttling_data: z.object({ throttled_periods: count, throttled_time: count }).optional(),
  }),
  memory_stats: z
    .object({
      usage: count,
      max_usage: z.number().nullish(),
      stats: z.record(z.string(), z.number()).optional(),
    })
    .partial(),
});

/** The engine's zero time, which stands for no measurement: too early, or its cgroups are out of its reach. */
const NOT_MEASURED = '0001-';

/**
 * Measures a running container: by what the engine reads from its cgroups, or when it can't, by adding up
 * its processes.
 *
 * @param previous the last sample, which the CPU share is measured against.
 */
export async function containerStats(
  container: Docker.Container,
  previous: CpuSample | undefined,
): Promise<TaskStats> {
  const [{ State }, answer] = await Promise.all([
    container.inspect(),
    // One look; without this the engine takes two, a second apart, to tell a share of its own.
    container.stats({ stream: false, 'one-shot': true }),
  ]);
  const processes = await processTree(State.Pid);
  return (
    engineStats(
      answer,
      processes.map((stat) => stat.pid),
      previous,
    ) ?? processStats(processes, { atMs: Date.now(), previous })
  );
}

/**
 * Translates what the engine tells; undefined when it measured nothing. Memory's parts are named differently in cgroups
 * v1 (`rss`) and v2 (`anon`), and v2 does not tell of the most that was used.
 */
export function engineStats(
  answer: unknown,
  pids: readonly number[],
  previous: CpuSample | undefined,
): TaskStats | undefined {
  const { read, cpu_stats: cpu, memory_stats: memory } = EngineStats.parse(answer);
  if (read.startsWith(NOT_MEASURED)) return undefined;
  const atMs = Date.parse(read);
  const sinceMs = previous === undefined ? 0 : atMs - previous.atMs;
  const times = {
    totalNs: cpu.cpu_usage.total_usage,
    userNs: cpu.cpu_usage.usage_in_usermode,
    systemNs: cpu.cpu_usage.usage_in_kernelmode,
  };
  const details = memory.stats ?? {};
  return {
    atMs,
    cpu: {
      ...times,
      ...cpuShares(times, previous?.task, sinceMs),
      throttledPeriods: cpu.throttling_data?.throttled_periods ?? 0,
      throttledNs: cpu.throttling_data?.throttled_time ?? 0,
    },
    memory: {
      rssBytes: details['rss'] ?? details['anon'] ?? 0,
      usageBytes: memory.usage ?? 0,
      ...(typeof memory.max_usage === 'number' ? { maxUsageBytes: memory.max_usage } : {}),
      cacheBytes: details['cache'] ?? details['file'] ?? 0,
      swapBytes: details['swap'] ?? 0,
    },
    pids,
  };
}
