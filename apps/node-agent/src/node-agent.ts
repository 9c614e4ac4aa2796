import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { RunnerDirs } from '@steppe/alloc-runner';
import { startParts } from './agent-parts.ts';
import type { NodeAgentConfig, NodeAgentOptions } from './config.ts';
import { lockDataDir } from './data-dir/data-dir-lock.ts';
import { loadNodeId } from './data-dir/node-id.ts';
import { fingerprintNode } from './fingerprint/fingerprint.ts';

export interface RunningNodeAgent {
  readonly nodeId: string;
  /** Rejects when the agent can't go on, e.g. at an entry of the log that it does not understand. */
  readonly failed: Promise<never>;
  /**
   * Ends the agent. Its tasks go on, for the next agent on this data_dir to adopt.
   *
   * @param stopAllocs ends them instead; always so in dev mode, which also removes the directories.
   */
  close(options?: { readonly stopAllocs?: boolean }): Promise<void>;
}

/**
 * Runs the node of this machine: adopts what an earlier agent left, registers the node, and obeys the log.
 * It starts without the log too, and joins it when it comes.
 *
 * @throws SteppeError `DATA_DIR_IN_USE`; `CONFIG_INVALID`; `LOG_INCOMPATIBLE` when the data_dir is another
 *   cluster's.
 */
export async function startNodeAgent(options: NodeAgentOptions): Promise<RunningNodeAgent> {
  const { config, drivers, logger } = options;
  const dirs = await makeDirs(config);
  const lock = await lockDataDir(dirs.stateDir);
  try {
    const nodeId = await loadNodeId(dirs.stateDir);
    const look = () => fingerprintNode({ nodeId, config, drivers, allocsDir: dirs.allocsDir });
    const parts = await startParts({ options, dirs, nodeId, look });
    return {
      nodeId,
      failed: parts.failed,
      close: async ({ stopAllocs = false } = {}) => {
        const stopsTasks = stopAllocs || config.devMode === true;
        await parts.close({ stopsTasks });
        for (const driver of drivers) await driver.close();
        if (config.devMode) await removeDirs(dirs);
        await lock.release();
        logger.info({ nodeId, tasks: stopsTasks ? 'stopped' : 'left' }, 'node agent stopped');
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function makeDirs({ dataDir, allocDir }: NodeAgentConfig): Promise<RunnerDirs> {
  const dirs = {
    allocsDir: resolve(allocDir ?? join(dataDir, 'alloc')),
    stateDir: resolve(dataDir, 'client'),
  };
  await mkdir(dirs.stateDir, { recursive: true, mode: 0o700 });
  await mkdir(dirs.allocsDir, { recursive: true });
  return dirs;
}

async function removeDirs({ allocsDir, stateDir }: RunnerDirs): Promise<void> {
  await rm(allocsDir, { recursive: true, force: true });
  await rm(stateDir, { recursive: true, force: true });
}
