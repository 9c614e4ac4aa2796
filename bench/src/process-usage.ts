import { readFile } from 'node:fs/promises';
import type { BenchCluster } from './cluster.ts';
import { rounded } from './figure.ts';

/** Linux counts CPU time in hundredths of a second, whatever the kernel was built with. */
const MS_PER_TICK = 10;

/** CPU time of each process of a cluster in ms, by its name, with the load generator's own. */
export async function cpuMsOf({ processes }: BenchCluster): Promise<Map<string, number>> {
  const { user, system } = process.cpuUsage();
  const used = new Map([['load generator', (user + system) / 1_000]]);
  for (const { name, pid } of processes) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name of the program, in brackets, may have spaces; user and system time are the 12th and 13th after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ms = (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
    used.set(name, (used.get(name) ?? 0) + ms);
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
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const kib = Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0);
    used.set(name, (used.get(name) ?? 0) + kib / 1_024);
  }
  return used;
}
