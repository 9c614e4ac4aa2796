import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory that lives as long as the dev agent. */
export async function makeDevDataDir(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'steppe-dev-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
