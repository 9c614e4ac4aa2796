import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  AllocNetworks,
  NETWORK_SETTINGS,
  type RunnerDirs,
  removeUnfinished,
  unmountBelow,
} from '@steppe/alloc-runner';
import { type DataDirLock, lockDataDir } from '@steppe/nest-kit';
import { type AgentParts, startParts } from './agent-parts.ts';
import type { NodeAgentConfig, NodeAgentOptions } from './config.ts';
import { loadNodeId, stateDirOf } from './data-dir/node-id.ts';
import { CniFingerprint } from './fingerprint/cni.ts';
import type { LeaveOptions } from './leave.ts';
import { fingerprintNode } from './fingerprint/fingerprint.ts';

/** A node whose data_dir is ours, with all that runs on it. */
export class OpenedNode {
  readonly nodeId: string;
  readonly #options: NodeAgentOptions;
  readonly #dirs: RunnerDirs;
  readonly #lock: DataDirLock;
  readonly #parts: AgentParts;

  private constructor(
    options: NodeAgentOptions,
    opened: { nodeId: string; dirs: RunnerDirs; lock: DataDirLock; parts: AgentParts },
  ) {
    this.nodeId = opened.nodeId;
    this.#options = options;
    this.#dirs = opened.dirs;
    this.#lock = opened.lock;
    this.#parts = opened.parts;
  }

  /** @throws SteppeError as `startNodeAgent` does. */
  static async open(options: NodeAgentOptions): Promise<OpenedNode> {
    const { config, drivers, logger } = options;
    const dirs = await makeDirs(config);
    const lock = await lockDataDir(dirs.stateDir);
    try {
      await removeUnfinished(dirs.stateDir);
      const nodeId = await loadNodeId(dirs.stateDir);
      const networks = networksOf(options);
      const cni = new CniFingerprint(networks.settings, logger);
      const { allocsDir } = dirs;
      const look = () => fingerprintNode({ nodeId, config, drivers, allocsDir, cni });
      const parts = await startParts({ options, dirs, nodeId, look, networks });
      return new OpenedNode(options, { nodeId, dirs, lock, parts });
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  get failed(): Promise<never> {
    return this.#parts.failed;
  }

  leave(options: LeaveOptions): Promise<void> {
    return this.#parts.leave(options);
  }

  /** @param stopsTasks whether tasks end with the agent; in dev mode they always do. */
  async close({ stopsTasks }: { readonly stopsTasks: boolean }): Promise<void> {
    const { config, drivers, logger } = this.#options;
    const isDev = config.devMode === true;
    await this.#parts.close({ stopsTasks: stopsTasks || isDev });
    for (const driver of drivers) await driver.close();
    if (isDev) await removeDirs(this.#dirs);
    await this.#lock.release();
    const tasks = stopsTasks || isDev ? 'stopped' : 'left';
    logger.info({ nodeId: this.nodeId, tasks }, 'node agent stopped');
  }
}

function networksOf({ config, drivers }: NodeAgentOptions): AllocNetworks {
  return new AllocNetworks({
    settings: { ...NETWORK_SETTINGS, ...config.networks },
    drivers: new Map(drivers.map((driver) => [driver.name, driver])),
  });
}

async function makeDirs({ dataDir, allocDir }: NodeAgentConfig): Promise<RunnerDirs> {
  const dirs = {
    allocsDir: resolve(allocDir ?? join(dataDir, 'alloc')),
    stateDir: stateDirOf(dataDir),
  };
  await mkdir(dirs.stateDir, { recursive: true, mode: 0o700 });
  // What tasks share is open to every user, so nobody else may list what there is.
  await mkdir(dirs.allocsDir, { recursive: true, mode: 0o711 });
  return dirs;
}

async function removeDirs({ allocsDir, stateDir }: RunnerDirs): Promise<void> {
  await unmountBelow(allocsDir);
  await rm(allocsDir, { recursive: true, force: true });
  await rm(stateDir, { recursive: true, force: true });
}
