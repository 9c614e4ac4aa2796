import { stat } from 'node:fs/promises';
import { posix } from 'node:path';
import { DriverError } from '../driver-error.ts';
import { isExecutable } from '../process/find-program.ts';
import { isMissing } from '../system-error.ts';
import { hostPathOf } from './chroot-env.ts';
import type { Chroot } from './chroot-plan.ts';
import { type IsolationTools, TOOLS_INSIDE } from './isolation-tools.ts';

/**
 * Finds a task's program in its chroot: below `local/`, below the root, then on PATH.
 *
 * @returns its path in the chroot.
 * @throws DriverError `START_FAILED` that names the command and the places.
 */
export async function findCommandInside(
  command: string,
  chroot: Chroot,
  searchPath: string,
): Promise<string> {
  const onPath = command.includes('/')
    ? []
    : searchPath.split(':').filter((dir) => posix.isAbsolute(dir));
  const places = posix.isAbsolute(command) ? ['/'] : ['/local', '/', ...onPath];
  for (const place of places) {
    const path = posix.resolve(place, command);
    if (!(await isExecutable(hostPathOf(path, chroot)))) continue;
    if (!path.includes('=')) return path;
    throw startFailed(`failed to launch command "${command}": its path must not contain "="`);
  }
  throw startFailed(
    `failed to launch command "${command}": no executable file is at that path in the task's chroot, looked in ${places.join(', ')}`,
  );
}

/** @throws DriverError `START_FAILED` when the directory isn't there. */
export async function checkWorkDir(workDir: string, chroot: Chroot): Promise<void> {
  try {
    if ((await stat(hostPathOf(workDir, chroot))).isDirectory()) return;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  throw startFailed(`failed to launch command: work_dir ${workDir} is not in the task's chroot`);
}

/** @throws DriverError `START_FAILED` when the operator's chroot_env leaves out what starting a task takes. */
export async function checkToolsInside(tools: IsolationTools, chroot: Chroot): Promise<void> {
  for (const name of TOOLS_INSIDE) {
    if (await isExecutable(hostPathOf(tools[name], chroot))) continue;
    throw startFailed(`failed to build chroot: chroot_env lacks ${tools[name]}`);
  }
}

function startFailed(message: string): DriverError {
  return new DriverError('START_FAILED', message, { recoverable: false });
}
