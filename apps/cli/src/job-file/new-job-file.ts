import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../failure.ts';
import { systemErrorCode, systemErrorReason } from '../system-error-code.ts';

/** @throws Failure when the file exists, or its directory does not. */
export async function writeNewJobFile(filename: string, text: string): Promise<void> {
  try {
    await writeFile(filename, text, { flag: 'wx' });
  } catch (cause) {
    if (systemErrorCode(cause) === 'EEXIST') {
      throw new Failure(`Job '${filename}' already exists`, { cause });
    }
    const reason = systemErrorReason(cause);
    if (reason === undefined) throw cause;
    throw new Failure(`Failed to write '${resolve(filename)}': ${reason}`, { cause });
  }
}
