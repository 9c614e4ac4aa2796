import { nsOfMs } from '@steppe/api-contract';
import { z } from 'zod';

/** What an agent tells of one task. Absent members could not be measured. */
const TaskReport = z.object({
  atMs: z.number(),
  cpu: z.object({
    percent: z.number(),
    throttledPeriods: z.number().optional(),
    throttledNs: z.number().optional(),
  }),
  memory: z.object({
    rssBytes: z.number(),
    usageBytes: z.number().optional(),
    maxUsageBytes: z.number().optional(),
    cacheBytes: z.number().optional(),
    swapBytes: z.number().optional(),
  }),
});
type TaskReport = z.infer<typeof TaskReport>;

/** What an agent tells of the running tasks of an allocation, by name. */
export const AllocReport = z.record(z.string(), TaskReport);
export type AllocReport = z.infer<typeof AllocReport>;

interface UsageOptions {
  /** What a busy core gives. */
  readonly mhzPerCore: number;
  readonly nowMs: number;
}

/** An allocation's statistics as Nomad shows them: of all tasks together, and of each. */
export function allocUsageToWire(report: AllocReport, { mhzPerCore, nowMs }: UsageOptions): object {
  const tasks = Object.entries(report).map(([name, task]) => ({
    name,
    atMs: task.atMs,
    usage: usageOf(task, mhzPerCore),
  }));
  const newestMs = Math.max(...tasks.map(({ atMs }) => atMs));
  return {
    ResourceUsage: together(tasks.map(({ usage }) => usage)),
    Tasks: Object.fromEntries(
      tasks.map(({ name, atMs, usage }) => [
        name,
        { ResourceUsage: usage, Timestamp: nsOfMs(atMs), Pids: null },
      ]),
    ),
    Timestamp: nsOfMs(tasks.length === 0 ? nowMs : newestMs),
  };
}

function usageOf({ cpu, memory }: TaskReport, mhzPerCore: number) {
  const cpuStats = {
    Percent: cpu.percent,
    'Throttled Periods': cpu.throttledPeriods,
    'Throttled Time': cpu.throttledNs,
  };
  const memoryStats = {
    RSS: memory.rssBytes,
    Cache: memory.cacheBytes,
    Swap: memory.swapBytes,
    Usage: memory.usageBytes,
    'Max Usage': memory.maxUsageBytes,
  };
  return {
    MemoryStats: {
      RSS: memory.rssBytes,
      Cache: memory.cacheBytes ?? 0,
      Swap: memory.swapBytes ?? 0,
      MappedFile: 0,
      Usage: memory.usageBytes ?? 0,
      MaxUsage: memory.maxUsageBytes ?? 0,
      KernelUsage: 0,
      KernelMaxUsage: 0,
      Measured: measuredOf(memoryStats),
    },
    CpuStats: {
      SystemMode: 0,
      UserMode: 0,
      TotalTicks: (cpu.percent / 100) * mhzPerCore,
      ThrottledPeriods: cpu.throttledPeriods ?? 0,
      ThrottledTime: cpu.throttledNs ?? 0,
      Percent: cpu.percent,
      Measured: measuredOf(cpuStats),
    },
    DeviceStats: null,
  };
}

type Usage = ReturnType<typeof usageOf>;

/** Which members count: people are shown no others. */
function measuredOf(values: Readonly<Record<string, number | undefined>>): readonly string[] {
  return Object.keys(values).filter((name) => values[name] !== undefined);
}

function together(usages: readonly Usage[]): Omit<Usage, 'DeviceStats'> & { DeviceStats: [] } {
  const memory = (name: 'RSS' | 'Cache' | 'Swap' | 'Usage' | 'MaxUsage'): number =>
    usages.reduce((sum, { MemoryStats }) => sum + MemoryStats[name], 0);
  const cpu = (name: 'TotalTicks' | 'Percent' | 'ThrottledPeriods' | 'ThrottledTime'): number =>
    usages.reduce((sum, { CpuStats }) => sum + CpuStats[name], 0);
  return {
    MemoryStats: {
      RSS: memory('RSS'),
      Cache: memory('Cache'),
      Swap: memory('Swap'),
      MappedFile: 0,
      Usage: memory('Usage'),
      MaxUsage: memory('MaxUsage'),
      KernelUsage: 0,
      KernelMaxUsage: 0,
      Measured: [...new Set(usages.flatMap(({ MemoryStats }) => MemoryStats.Measured))],
    },
    CpuStats: {
      SystemMode: 0,
      UserMode: 0,
      TotalTicks: cpu('TotalTicks'),
      ThrottledPeriods: cpu('ThrottledPeriods'),
      ThrottledTime: cpu('ThrottledTime'),
      Percent: cpu('Percent'),
      Measured: [...new Set(usages.flatMap(({ CpuStats }) => CpuStats.Measured))],
    },
    DeviceStats: [],
  };
}
