import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../failure.ts';
import { systemErrorCode } from '../system-error-code.ts';

/** @throws Failure when the file exists, or its directory does not. */
export async function writeNewJobFile(filename: string, text: string): Promise<void> {
  try {
    await writeFile(filename, text, { flag: 'wx' });
  } catch (cause) {
    const code = systemErrorCode(cause);
    if (code === 'EEXIST') throw new Failure(`Job '${filename}' already exists`, { cause });
    if (code === undefined) throw cause;
    throw new Failure(`Failed to write '${resolve(filename)}': ${code}`, { cause });
  }
}
