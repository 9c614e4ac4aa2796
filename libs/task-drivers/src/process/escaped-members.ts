import { readProcEntries } from './proc-entries.ts';
import type { ProcStat } from './proc-stat.ts';
import { SUPERVISOR_NAME } from './supervisor-script.ts';

/** Who takes in a process whose parent has ended. */
const INIT_PID = 1;

/**
 * Finds daemons of a task: processes that have left its session and whose parent has ended, so that only
 * the environment tells where they come from.
 *
 * @param marker entries such as `NOMAD_ALLOC_ID=…` that together are the task's alone; without any, nobody is found.
 */
export function escapedMembers(
  all: readonly ProcStat[],
  { marker, sinceTicks }: { readonly marker: readonly string[]; readonly sinceTicks: number },
): ProcStat[] {
  if (marker.length === 0) return [];
  return all.filter((stat) => {
    if (stat.parentPid !== INIT_PID || stat.startTicks < sinceTicks) return false;
    const env = readProcEntries(stat.pid, 'environ');
    if (!marker.every((entry) => env.includes(entry))) return false;
    // The supervisor has the task's environment as well, and has yet to note how the task ended.
    return !readProcEntries(stat.pid, 'cmdline').includes(SUPERVISOR_NAME);
  });
}
