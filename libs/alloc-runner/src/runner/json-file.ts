import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { isMissing } from './is-missing.ts';

/**
 * Writes a JSON file as a whole or not at all: whoever reads it sees the old or the new content, also after
 * a crash of this process.
 */
export async function writeJsonFile(path: string, value: unknown): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, JSON.stringify(value), { mode: 0o600 });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Removes what writes have left in a directory that a crash ended. Nobody may be writing there. */
export async function removeUnfinished(dir: string): Promise<void> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.tmp'));
  for (const name of names) await rm(join(dir, name), { force: true });
}

/**
 * Reads a JSON file of a known shape; undefined when there is none.
 *
 * @throws Error naming the file when its content is not what it should be.
 */
export async function readJsonFile<T extends z.ZodType>(
  path: string,
  schema: T,
): Promise<z.infer<T> | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${path} is damaged: remove it to go on without it`, { cause });
  }
}
