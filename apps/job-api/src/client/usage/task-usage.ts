import { nsOfMs } from '@steppe/api-contract';
import { z } from 'zod';

/** What an agent tells of a task, or of a process of it. Absent members could not be measured. */
const Usage = z.object({
  cpu: z.object({
    percent: z.number(),
    userPercent: z.number().optional(),
    systemPercent: z.number().optional(),
    throttledPeriods: z.number().optional(),
    throttledNs: z.number().optional(),
  }),
  memory: z.object({
    rssBytes: z.number(),
    usageBytes: z.number().optional(),
    maxUsageBytes: z.number().optional(),
    cacheBytes: z.number().optional(),
    swapBytes: z.number().optional(),
    kernelUsageBytes: z.number().optional(),
    kernelMaxUsageBytes: z.number().optional(),
  }),
});
type Usage = z.infer<typeof Usage>;

const TaskReport = Usage.extend({
  atMs: z.number(),
  processes: z.array(Usage.extend({ pid: z.int() })).optional(),
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
    pids: pidsOf(task, mhzPerCore),
  }));
  const newestMs = Math.max(...tasks.map(({ atMs }) => atMs));
  return {
    ResourceUsage: together(tasks.map(({ usage }) => usage)),
    Tasks: Object.fromEntries(
      tasks.map(({ name, atMs, usage, pids }) => [
        name,
        { ResourceUsage: usage, Timestamp: nsOfMs(atMs), Pids: pids },
      ]),
    ),
    Timestamp: nsOfMs(tasks.length === 0 ? nowMs : newestMs),
  };
}

function pidsOf({ processes }: TaskReport, mhzPerCore: number): object | null {
  if (processes === undefined) return null;
  return Object.fromEntries(processes.map((each) => [each.pid, usageOf(each, mhzPerCore)]));
}

function usageOf({ cpu, memory }: Usage, mhzPerCore: number) {
  const cpuStats = {
    'System Mode': cpu.systemPercent,
    'User Mode': cpu.userPercent,
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
    'Kernel Usage': memory.kernelUsageBytes,
    'Kernel Max Usage': memory.kernelMaxUsageBytes,
  };
  return {
    MemoryStats: {
      RSS: memory.rssBytes,
      Cache: memory.cacheBytes ?? 0,
      Swap: memory.swapBytes ?? 0,
      MappedFile: 0,
      Usage: memory.usageBytes ?? 0,
      MaxUsage: memory.maxUsageBytes ?? 0,
      KernelUsage: memory.kernelUsageBytes ?? 0,
      KernelMaxUsage: memory.kernelMaxUsageBytes ?? 0,
      Measured: measuredOf(memoryStats),
    },
    CpuStats: {
      SystemMode: cpu.systemPercent ?? 0,
      UserMode: cpu.userPercent ?? 0,
      TotalTicks: (cpu.percent / 100) * mhzPerCore,
      ThrottledPeriods: cpu.throttledPeriods ?? 0,
      ThrottledTime: cpu.throttledNs ?? 0,
      Percent: cpu.percent,
      Measured: measuredOf(cpuStats),
    },
    DeviceStats: null,
  };
}

type WireUsage = ReturnType<typeof usageOf>;

/** Which members count: people are shown no others. */
function measuredOf(values: Readonly<Record<string, number | undefined>>): readonly string[] {
  return Object.keys(values).filter((name) => values[name] !== undefined);
}

function together(
  usages: readonly WireUsage[],
): Omit<WireUsage, 'DeviceStats'> & { DeviceStats: [] } {
  const memory = (name: Exclude<keyof WireUsage['MemoryStats'], 'Measured'>): number =>
    usages.reduce((sum, { MemoryStats }) => sum + MemoryStats[name], 0);
  const cpu = (name: Exclude<keyof WireUsage['CpuStats'], 'Measured'>): number =>
    usages.reduce((sum, { CpuStats }) => sum + CpuStats[name], 0);
  return {
    MemoryStats: {
      RSS: memory('RSS'),
      Cache: memory('Cache'),
      Swap: memory('Swap'),
      MappedFile: 0,
      Usage: memory('Usage'),
      MaxUsage: memory('MaxUsage'),
      KernelUsage: memory('KernelUsage'),
      KernelMaxUsage: memory('KernelMaxUsage'),
      Measured: [...new Set(usages.flatMap(({ MemoryStats }) => MemoryStats.Measured))],
    },
    CpuStats: {
      SystemMode: cpu('SystemMode'),
      UserMode: cpu('UserMode'),
      TotalTicks: cpu('TotalTicks'),
      ThrottledPeriods: cpu('ThrottledPeriods'),
      ThrottledTime: cpu('ThrottledTime'),
      Percent: cpu('Percent'),
      Measured: [...new Set(usages.flatMap(({ CpuStats }) => CpuStats.Measured))],
    },
    DeviceStats: [],
  };
}
