import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '@steppe/alloc-runner';

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
