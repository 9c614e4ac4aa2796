import { constants } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TaskPaths } from '@steppe/task-drivers';
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
export async function buildTaskDir(paths: TaskPaths): Promise<void> {
  if (dirname(paths.taskDir) !== paths.allocDir || paths.taskDir === paths.sharedDir) {
    throw new Error(`task name is not fit for a directory: ${JSON.stringify(paths.taskDir)}`);
  }
  // Tasks may run as whatever user, so what they are to write is open to all; secrets are listed by nobody else.
  const shared = [
    paths.sharedDir,
    join(paths.sharedDir, 'data'),
    paths.logsDir,
    join(paths.sharedDir, 'tmp'),
    paths.taskDir,
    paths.localDir,
    paths.secretsDir,
  ];
  await mkdir(paths.driverDir, { recursive: true, mode: 0o700 });
  for (const dir of shared) await makeOpenDir(dir, OPEN);
  await makeOpenDir(join(paths.taskDir, 'tmp'), OPEN_TO_OWNERS);
}

const OPEN = 0o777;
/** As of every /tmp: what is in it is removed by its owner alone. */
const OPEN_TO_OWNERS = 0o1777;
const REAL_DIRECTORY = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/**
 * The umask narrows the mode that `mkdir` is given, so it is set once more: of the directory itself, since a task may have
 * put a link to another one in its place.
 */
async function makeOpenDir(dir: string, mode: number): Promise<void> {
  await mkdir(dir, { recursive: true });
  const opened = await open(dir, REAL_DIRECTORY);
  try {
    await opened.chmod(mode);
  } finally {
    await opened.close();
  }
}

export async function removeAllocDirs(dirs: RunnerDirs, allocId: string): Promise<void> {
  await unmountBelow(allocDirOf(dirs, allocId));
  await rm(allocDirOf(dirs, allocId), { recursive: true, force: true });
  await rm(driverDirOf(dirs, allocId), { recursive: true, force: true });
}
