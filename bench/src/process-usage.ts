import { readFile, writeFile } from 'node:fs/promises';
import type { BenchCluster } from './cluster.ts';
import { rounded } from './figure.ts';

/** Linux counts CPU time in hundredths of a second, whatever the kernel was built with. */
const MS_PER_TICK = 10;

/** CPU time of each process of a cluster in ms, by its name, with the load generator's own. */
export async function cpuMsOf({ processes }: BenchCluster): Promise<Map<string, number>> {
  const { user, system } = process.cpuUsage();
  const used = new Map([['load generator', (user + system) / 1_000]]);
  for (const { name, pid } of processes) {
    used.set(name, (used.get(name) ?? 0) + (await cpuMsOfPid(pid)));
  }
  return used;
}

/** µs of CPU for each unit of work, by process: where the time goes when it is not known how busy the machine is. */
export function cpuPerUnit(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  units: number,
): Record<string, number> {
  const entries = [...after].map(([name, ms]) => {
    const us = ((ms - (before.get(name) ?? 0)) * 1_000) / units;
    return [`${name} µs`, rounded(us)] as const;
  });
  const total = entries.reduce((sum, [, us]) => sum + us, 0);
  return { ...Object.fromEntries(entries), 'all µs': rounded(total) };
}

/** Resident memory of each process of a cluster in MiB, by its name, with the load generator's own. */
export async function memoryMibOf({ processes }: BenchCluster): Promise<Map<string, number>> {
  const used = new Map([['load generator', process.memoryUsage.rss() / 2 ** 20]]);
  for (const { name, pid } of processes) {
    used.set(name, (used.get(name) ?? 0) + (await rssMibOfPid(pid)));
  }
  return used;
}

/** CPU time of a process so far, in ms. */
export async function cpuMsOfPid(pid: number): Promise<number> {
  const [user, system] = await cpuTicksOf(String(pid));
  return (user + system) * MS_PER_TICK;
}

/** CPU time of the programs that this process ran to their end, in ms. */
export async function cpuMsOfEndedChildren(): Promise<number> {
  const [, , user, system] = await cpuTicksOf('self');
  return (user + system) * MS_PER_TICK;
}

/** Time of a process in user space and in the kernel, and the same of its children that ended. */
async function cpuTicksOf(pid: string): Promise<readonly [number, number, number, number]> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name of the program, in brackets, may have spaces; the times are the 12th to 15th after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system, childUser, childSystem] = fields.slice(11, 15).map(Number);
  return [user ?? 0, system ?? 0, childUser ?? 0, childSystem ?? 0];
}

/** Resident memory of a process. */
export function rssMibOfPid(pid: number): Promise<number> {
  return statusMib(pid, 'VmRSS');
}

/** The most that it ever was, or since `resetPeakRss`. */
export function peakRssMibOfPid(pid: number): Promise<number> {
  return statusMib(pid, 'VmHWM');
}

export async function resetPeakRss(pids: readonly number[]): Promise<void> {
  for (const pid of pids) await writeFile(`/proc/${pid}/clear_refs`, '5');
}

async function statusMib(pid: number, name: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${name}:\\s+(\\d+) kB`, 'u').exec(status)?.[1] ?? 0) / 1_024;
}
