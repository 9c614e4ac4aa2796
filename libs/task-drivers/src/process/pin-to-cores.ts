import { DriverError } from '../driver-error.ts';
import { findProgram } from './find-program.ts';

/**
 * Returns the words to put before a command that keep it and its children to these cores, as long as they do not choose
 * others themselves; none when there are none.
 *
 * @throws DriverError `START_FAILED` when the machine lacks the tool for it.
 */
export async function pinToCores(cores: readonly number[] = []): Promise<readonly string[]> {
  if (cores.length === 0) return [];
  return [await requireTaskset(), '--cpu-list', cores.join(',')];
}

/** @throws DriverError `START_FAILED` when the machine lacks it. */
export async function requireTaskset(): Promise<string> {
  const taskset = await findProgram('taskset', process.env['PATH'] ?? '');
  if (taskset !== undefined) return taskset;
  throw new DriverError(
    'START_FAILED',
    "failed to keep the task to its cores: taskset (util-linux) is not on the agent's PATH",
    { recoverable: false },
  );
}
