import { existsSync } from 'node:fs';
import {
  AllocNetworks,
  AllocStore,
  handlesOf,
  NETWORK_SETTINGS,
  taskPathsOf,
  unmountBelow,
  unnotedStartsOf,
} from '@steppe/alloc-runner';
import { SteppeError } from '@steppe/domain';
import { type DataDirLock, lockDataDir } from '@steppe/nest-kit';
import type { TaskDriver, TaskStart } from '@steppe/task-drivers';
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
  const networks = new AllocNetworks({
    settings: NETWORK_SETTINGS,
    drivers: new Map(drivers.map((driver) => [driver.name, driver])),
  });
  const lock = await lockUnlessHeld(stateDir);
  if (lock === undefined) return false;
  try {
    for (const stored of await new AllocStore(stateDir).load()) {
      for (const handle of handlesOf(stored)) {
        await drivers.find(({ name }) => name === handle.driver)?.destroy(handle);
      }
      for (const taskName of unnotedStartsOf(stored)) {
        const { allocId } = stored.placement;
        const paths = taskPathsOf({ stateDir, allocsDir: dataDir }, allocId, taskName);
        await abandonStart({ allocId, taskName, paths }, drivers);
      }
      if (stored.network !== undefined)
        await networks.remove(stored.placement.allocId, stored.network);
    }
    // A directory with a file system in it can't be removed.
    await unmountBelow(dataDir);
    return true;
  } finally {
    await lock.release();
  }
}

/** Which driver it was is not told by a task's state, so each that the machine has is asked. */
async function abandonStart(start: TaskStart, drivers: readonly TaskDriver[]): Promise<void> {
  for (const driver of drivers) {
    const { detected } = await driver.fingerprint();
    if (detected) await driver.abandonStart(start);
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
