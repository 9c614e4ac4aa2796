import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DriverCapabilities, TaskPaths } from '@steppe/task-drivers';
import { makeRealDir } from '../inside/real-dir.ts';
import { unmountBelow } from '../setup/secrets-dir.ts';

/** Where a node keeps its allocations. */
export interface RunnerDirs {
  /** Each allocation's own directory lies in it. */
  readonly allocsDir: string;
  /** For what the agent and its drivers keep to themselves. */
  readonly stateDir: string;
}

/** The allocation's directories that its tasks share, as Nomad lays them out. */
export function allocDirOf({ allocsDir }: RunnerDirs, allocId: string): string {
  return join(allocsDir, allocId);
}

export function logsDirOf(dirs: RunnerDirs, allocId: string): string {
  return join(allocDirOf(dirs, allocId), 'alloc', 'logs');
}

function driverDirOf({ stateDir }: RunnerDirs, allocId: string): string {
  return join(stateDir, 'drivers', allocId);
}

export function taskPathsOf(dirs: RunnerDirs, allocId: string, task: string): TaskPaths {
  const allocDir = allocDirOf(dirs, allocId);
  const sharedDir = join(allocDir, 'alloc');
  const taskDir = join(allocDir, task);
  return {
    allocDir,
    sharedDir,
    taskDir,
    localDir: join(taskDir, 'local'),
    secretsDir: join(taskDir, 'secrets'),
    logsDir: join(sharedDir, 'logs'),
    driverDir: driverDirOf(dirs, allocId),
  };
}

/**
 * Makes all directories of one task. Does no harm when they are there.
 *
 * @throws Error when the task's name would lead out of the allocation's directory.
 */
export async function buildTaskDir(
  paths: TaskPaths,
  fsIsolation: DriverCapabilities['fsIsolation'],
): Promise<void> {
  if (dirname(paths.taskDir) !== paths.allocDir || paths.taskDir === paths.sharedDir) {
    throw new Error(`task name is not fit for a directory: ${JSON.stringify(paths.taskDir)}`);
  }
  // Tasks may run as whatever user, so what they are to write is open to all.
  const shared = [
    paths.sharedDir,
    join(paths.sharedDir, 'data'),
    paths.logsDir,
    join(paths.sharedDir, 'tmp'),
    paths.localDir,
  ];
  // A container does not come to its directories through this one, nor is anyone else of the machine to.
  await makeRealDir(paths.taskDir, fsIsolation === 'image' ? OWN : OPEN);
  await mkdir(paths.driverDir, { recursive: true, mode: 0o700 });
  for (const dir of shared) await makeRealDir(dir, OPEN);
  await makeRealDir(join(paths.taskDir, 'tmp'), OPEN_TO_OWNERS);
}

const OPEN = 0o777;
const OWN = 0o700;
/** As of every /tmp: what is in it is removed by its owner alone. */
const OPEN_TO_OWNERS = 0o1777;

export async function removeAllocDirs(dirs: RunnerDirs, allocId: string): Promise<void> {
  await unmountBelow(allocDirOf(dirs, allocId));
  await rm(allocDirOf(dirs, allocId), { recursive: true, force: true });
  await rm(driverDirOf(dirs, allocId), { recursive: true, force: true });
}
