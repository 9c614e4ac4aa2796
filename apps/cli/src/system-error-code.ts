import { getSystemErrorMessage } from 'node:util';

/** The code of an error of the operating system, e.g. `ENOENT`; undefined for any other error. */
export function systemErrorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** What the operating system says is wrong, e.g. `no such file or directory`; undefined for any other error. */
export function systemErrorReason(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('errno' in error)) return undefined;
  return typeof error.errno === 'number' ? getSystemErrorMessage(error.errno) : undefined;
}
