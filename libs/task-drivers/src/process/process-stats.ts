import type { TaskStats } from '../task-driver.ts';
import type { ProcStat } from './proc-stat.ts';

/** Linux counts CPU time for user space in hundredths of a second on every architecture. */
const NS_PER_TICK = 10_000_000;
const PAGE_BYTES = 4_096;

/** What was measured last, from which the CPU share follows. */
export interface CpuSample {
  readonly atMs: number;
  readonly totalNs: number;
}

/** Adds up the processes of a task. Time used by processes that have ended is not in it. */
export function processStats(
  members: readonly ProcStat[],
  atMs: number,
  previous: CpuSample | undefined,
): TaskStats {
  const sum = (pick: (stat: ProcStat) => number): number =>
    members.reduce((total, stat) => total + pick(stat), 0);
  const userNs = sum((stat) => stat.userTicks) * NS_PER_TICK;
  const systemNs = sum((stat) => stat.systemTicks) * NS_PER_TICK;
  const totalNs = userNs + systemNs;
  return {
    atMs,
    cpu: { totalNs, userNs, systemNs, percent: cpuPercent({ atMs, totalNs }, previous) },
    memory: { rssBytes: sum((stat) => stat.residentPages) * PAGE_BYTES },
    pids: members.map((stat) => stat.pid).toSorted((a, b) => a - b),
  };
}

/** Share of one core between two samples; 0 for the first. */
export function cpuPercent(now: CpuSample, previous: CpuSample | undefined): number {
  if (previous === undefined || now.atMs <= previous.atMs) return 0;
  const elapsedNs = (now.atMs - previous.atMs) * 1e6;
  return Math.max(0, ((now.totalNs - previous.totalNs) / elapsedNs) * 100);
}
