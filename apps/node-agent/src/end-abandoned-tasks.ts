import { existsSync } from 'node:fs';
import { AllocStore, handlesOf, unmountBelow } from '@steppe/alloc-runner';
import { SteppeError } from '@steppe/domain';
import { type DataDirLock, lockDataDir } from '@steppe/nest-kit';
import type { TaskDriver } from '@steppe/task-drivers';
import { stateDirOf } from './data-dir/node-id.ts';

/**
 * Ends the tasks that an agent left which was killed and won't come back, as a dev agent's; its directories
 * are the caller's to remove.
 *
 * @returns false, with nothing done, when an agent works in that directory, or none has been there yet.
 */
export async function endAbandonedTasks(
  dataDir: string,
  drivers: readonly TaskDriver[],
): Promise<boolean> {
  const stateDir = stateDirOf(dataDir);
  if (!existsSync(stateDir)) return false;
  const lock = await lockUnlessHeld(stateDir);
  if (lock === undefined) return false;
  try {
    for (const stored of await new AllocStore(stateDir).load()) {
      for (const handle of handlesOf(stored)) {
        await drivers.find(({ name }) => name === handle.driver)?.destroy(handle);
      }
    }
    // A directory with a file system in it can't be removed.
    await unmountBelow(dataDir);
    return true;
  } finally {
    await lock.release();
  }
}

async function lockUnlessHeld(stateDir: string): Promise<DataDirLock | undefined> {
  try {
    return await lockDataDir(stateDir);
  } catch (error) {
    if (error instanceof SteppeError && error.code === 'DATA_DIR_IN_USE') return undefined;
    throw error;
  }
}
