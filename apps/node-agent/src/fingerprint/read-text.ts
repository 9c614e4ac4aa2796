import { readFile } from 'node:fs/promises';

/** Reads a file of the system that may be missing on this kind of machine: then undefined. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    return undefined; // Missing, or not to be read here: either way the machine does not tell.
  }
}
