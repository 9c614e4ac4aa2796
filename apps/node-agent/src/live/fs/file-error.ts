import { SteppeError } from '@steppe/domain';

/** How Go, and so Nomad, words what the system says. */
const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
  ELOOP: 'too many levels of symbolic links',
  ENAMETOOLONG: 'file name too long',
  EACCES: 'permission denied',
  ENXIO: 'no such device or address',
};

/**
 * An error of the file system as people are told it; any other error as it is.
 *
 * @param what what was tried, e.g. `open /alloc/x`.
 */
export function fileError(error: unknown, what: string): unknown {
  if (typeof error !== 'object' || error === null || !('code' in error)) return error;
  const words = WORDS[String(error.code)];
  if (words === undefined) return error;
  const code = error.code === 'ENOENT' ? 'PATH_NOT_FOUND' : 'REQUEST_INVALID';
  return new SteppeError(code, `${what}: ${words}`, { cause: error });
}
