import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { AllocStore } from '@steppe/alloc-runner';
import { SteppeError } from '@steppe/domain';
import type { TaskDriver, TaskHandle } from '@steppe/task-drivers';
import { lockDataDir } from './data-dir-lock.ts';

/**
 * Ends the tasks that a node agent left on its directory when it was killed, for a node that nobody will
 * run again.
 *
 * @returns false when there is no node in the directory, or an agent is still at work there.
 */
export async function endAbandonedTasks(
  dataDir: string,
  drivers: readonly TaskDriver[],
): Promise<boolean> {
  const stateDir = join(dataDir, 'client');
  try {
    await access(stateDir);
  } catch {
    return false; // No node has been here, or it is only just being set up.
  }
  let lock: Awaited<ReturnType<typeof lockDataDir>>;
  try {
    lock = await lockDataDir(stateDir);
  } catch (error) {
    if (error instanceof SteppeError && error.code === 'DATA_DIR_IN_USE') return false;
    throw error;
  }
  try {
    for (const handle of await handlesIn(stateDir)) {
      await drivers.find(({ name }) => name === handle.driver)?.destroy(handle);
    }
    return true;
  } finally {
    await lock.release();
  }
}

async function handlesIn(stateDir: string): Promise<TaskHandle[]> {
  const stored = await new AllocStore(stateDir).load();
  return stored
    .flatMap(({ state }) => Object.values(state.tasks))
    .flatMap(({ phase, leftover }) => ['handle' in phase ? phase.handle : undefined, leftover])
    .filter((handle) => handle !== undefined);
}
