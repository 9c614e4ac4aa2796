import { readFile } from 'node:fs/promises';
import { errorCode } from '../system-error.ts';

/** What a file of a control group says; undefined when the kernel has no such file, or the group is gone. */
export async function readCgroupFile(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** ENODEV: the group was removed after the file had been opened. */
export function isGone(error: unknown): boolean {
  return ['ENOENT', 'ENODEV'].includes(errorCode(error));
}
