import { isAbsolute, relative } from 'node:path';

/** Tells whether an absolute path is `dir` or below it, going by the names alone. */
export function isInside(dir: string, path: string): boolean {
  const way = relative(dir, path);
  return !isAbsolute(way) && way !== '..' && !way.startsWith('../');
}
