import { isAbsolute, resolve } from 'node:path';
import { DriverError } from '../driver-error.ts';
import type { TaskPaths } from '../task-spec.ts';
import { findProgram, isExecutable } from './find-program.ts';

/**
 * Finds a task's program where Nomad looks: below `local/`, below the task's directory, then on PATH.
 *
 * @throws DriverError `START_FAILED` that names the command and the places.
 */
export async function findCommand(
  command: string,
  paths: TaskPaths,
  searchPath: string,
): Promise<string> {
  const candidates = isAbsolute(command)
    ? [command]
    : [resolve(paths.localDir, command), resolve(paths.taskDir, command)];
  for (const path of candidates) {
    if (await isExecutable(path)) return path;
  }
  const found = command.includes('/') ? undefined : await findProgram(command, searchPath);
  if (found !== undefined) return found;
  const places = isAbsolute(command)
    ? 'no executable file is at that path'
    : `no executable file of that name is in the task's directory or on PATH (${searchPath})`;
  throw new DriverError('START_FAILED', `failed to launch command "${command}": ${places}`, {
    recoverable: false,
  });
}
