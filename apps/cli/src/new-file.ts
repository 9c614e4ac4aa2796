import { writeFile } from 'node:fs/promises';
import { Failure } from './failure.ts';

/** Writes an example. @throws Failure when there is such a file: nothing is overwritten. */
export async function writeNewFile(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (cause) {
    throw new Failure(`Cannot write "${path}": does it exist already?`, { cause });
  }
}
