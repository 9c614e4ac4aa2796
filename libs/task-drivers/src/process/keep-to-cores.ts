import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { requireTaskset } from './pin-to-cores.ts';
import { readProcStat } from './proc-stat.ts';

const run = promisify(execFile);

/**
 * Keeps processes that run to these cores, with all their threads and what they will start.
 *
 * @throws DriverError `START_FAILED` when the machine lacks the tool for it; Error when the kernel refuses.
 */
export async function keepToCores(
  pids: readonly number[],
  cores: readonly number[],
): Promise<void> {
  const taskset = await requireTaskset();
  for (const pid of pids) {
    try {
      await run(taskset, ['--all-tasks', '--pid', '--cpu-list', cores.join(','), String(pid)]);
    } catch (error) {
      if (readProcStat(pid) !== undefined) throw error; // Else it has ended meanwhile.
    }
  }
}
