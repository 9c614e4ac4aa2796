import { readFile } from 'node:fs/promises';

/** The text of a file; undefined when there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isObject(error) && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isObject(value: unknown): value is { code?: unknown } {
  return typeof value === 'object' && value !== null;
}
