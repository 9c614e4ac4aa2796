import { isAbsolute, join, relative } from 'node:path';

/** The directories that a path in a job may name. */
export interface InsideDirs {
  readonly allocDir: string;
  readonly taskDir: string;
}

/** A job names a place that is not its allocation's. */
export class EscapeError extends Error {
  override readonly name = 'EscapeError';

  constructor(what: string) {
    super(`${what} escapes the allocation directory`);
  }
}

/**
 * Where a path of a job lies, from the allocation's directory. It begins at the task's directory, with a slash or
 * without; one that a variable such as NOMAD_ALLOC_DIR made absolute is taken as it is.
 *
 * @throws EscapeError by the names alone; links are refused when it is opened.
 */
export function pathInside({ allocDir, taskDir }: InsideDirs, path: string): string {
  const isOfAlloc = path === allocDir || path.startsWith(`${allocDir}/`);
  const way = relative(allocDir, isOfAlloc ? join(path) : join(taskDir, path));
  if (way === '' || !isWayInside(way) || path.includes('\0')) throw new EscapeError(path);
  return way;
}

export function isWayInside(way: string): boolean {
  return !isAbsolute(way) && way !== '..' && !way.startsWith('../');
}
