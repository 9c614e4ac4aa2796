import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The directories of an allocation with one task, on the disk. */
export interface AllocDirs {
  readonly allocDir: string;
  readonly taskDir: string;
  readonly localDir: string;
  remove(): Promise<void>;
}

export async function makeAllocDirs(): Promise<AllocDirs> {
  const base = await mkdtemp(join(tmpdir(), 'steppe-alloc-'));
  const allocDir = join(base, 'a1');
  const taskDir = join(allocDir, 'web');
  await mkdir(join(taskDir, 'local'), { recursive: true });
  return {
    allocDir,
    taskDir,
    localDir: join(taskDir, 'local'),
    remove: () => rm(base, { recursive: true }),
  };
}
