import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isMissing } from '@steppe/alloc-runner';

/** Where a node keeps its identity and what runs on it. */
export function stateDirOf(dataDir: string): string {
  return resolve(dataDir, 'client');
}

/** The ID that the node on a data_dir has or will have, for those who must know it before it starts. */
export async function nodeIdOf(dataDir: string): Promise<string> {
  const stateDir = stateDirOf(dataDir);
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  return loadNodeId(stateDir);
}

/** The node's identity: made once, and the same for as long as the directory is kept. */
export async function loadNodeId(stateDir: string): Promise<string> {
  const path = join(stateDir, 'client-id');
  try {
    const id = (await readFile(path, 'utf8')).trim();
    if (id !== '') return id;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const id = randomUUID();
  await writeFile(`${path}.tmp`, id, { mode: 0o600 });
  await rename(`${path}.tmp`, path);
  return id;
}
