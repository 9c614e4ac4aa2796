import type { CpuStats, MemoryStats, ProcessUsage, TaskStats } from '../task-driver.ts';
import { type ProcStat, readSwapBytes } from './proc-stat.ts';

/** Linux counts CPU time for user space in hundredths of a second on every architecture. */
const NS_PER_TICK = 10_000_000;
const PAGE_BYTES = 4_096;

interface CpuTimes {
  readonly totalNs: number;
  readonly userNs: number;
  readonly systemNs: number;
}

/** What was measured last, from which CPU shares follow. */
export interface CpuSample {
  readonly atMs: number;
  readonly task: CpuTimes;
  /** By process ID. */
  readonly processes: ReadonlyMap<number, CpuTimes>;
}

/** What a task's surroundings count of it, in the place of its processes. */
export interface Counted {
  readonly cpu: Pick<CpuStats, 'throttledPeriods' | 'throttledNs'>;
  readonly memory: Partial<MemoryStats>;
}

/** Adds up the processes of a task. Time used by processes that have ended is not in it. */
export function processStats(
  members: readonly ProcStat[],
  { atMs, previous, counted }: { atMs: number; previous: CpuSample | undefined; counted?: Counted },
): TaskStats {
  const sinceMs = previous === undefined ? 0 : atMs - previous.atMs;
  const processes = members
    .toSorted((a, b) => a.pid - b.pid)
    .map((stat): ProcessUsage => {
      const times = timesOf([stat]);
      return {
        pid: stat.pid,
        cpu: { ...times, ...cpuShares(times, previous?.processes.get(stat.pid), sinceMs) },
        memory: memoryOf([stat]),
      };
    });
  const times = timesOf(members);
  return {
    atMs,
    cpu: { ...times, ...cpuShares(times, previous?.task, sinceMs), ...counted?.cpu },
    memory: { ...memoryOf(members), ...counted?.memory },
    pids: processes.map(({ pid }) => pid),
    processes,
  };
}

/** What the shares of the next look are measured against. */
export function cpuSampleOf({ atMs, cpu, processes = [] }: TaskStats): CpuSample {
  return {
    atMs,
    task: timesIn(cpu),
    processes: new Map(processes.map((each) => [each.pid, timesIn(each.cpu)])),
  };
}

function timesIn({ totalNs, userNs = 0, systemNs = 0 }: CpuStats): CpuTimes {
  return { totalNs, userNs, systemNs };
}

/** Shares of one core between two samples; 0 for the first. */
export function cpuShares(
  now: CpuTimes,
  before: CpuTimes | undefined,
  sinceMs: number,
): Pick<CpuStats, 'percent' | 'userPercent' | 'systemPercent'> {
  const share = (pick: (times: CpuTimes) => number): number =>
    before === undefined || sinceMs <= 0
      ? 0
      : Math.max(0, ((pick(now) - pick(before)) / (sinceMs * 1e6)) * 100);
  return {
    percent: share(({ totalNs }) => totalNs),
    userPercent: share(({ userNs }) => userNs),
    systemPercent: share(({ systemNs }) => systemNs),
  };
}

function timesOf(members: readonly ProcStat[]): CpuTimes {
  const userNs = sum(members, ({ userTicks }) => userTicks) * NS_PER_TICK;
  const systemNs = sum(members, ({ systemTicks }) => systemTicks) * NS_PER_TICK;
  return { totalNs: userNs + systemNs, userNs, systemNs };
}

function memoryOf(members: readonly ProcStat[]): MemoryStats {
  return {
    rssBytes: sum(members, ({ residentPages }) => residentPages) * PAGE_BYTES,
    swapBytes: sum(members, ({ pid }) => readSwapBytes(pid)),
  };
}

function sum(members: readonly ProcStat[], pick: (stat: ProcStat) => number): number {
  return members.reduce((total, stat) => total + pick(stat), 0);
}
