import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DriverError } from '../driver-error.ts';
import { isMissing } from '../system-error.ts';

/**
 * Makes the empty file or directory below `rootDir` that something is to be mounted on. A task may have written
 * there when it ran before, so no symbolic link is followed: one could lead anywhere on the host.
 *
 * @param path absolute path in the chroot.
 * @throws DriverError `START_FAILED` when something else is in its place.
 */
export async function makeMountPoint(
  rootDir: string,
  path: string,
  kind: 'file' | 'directory',
): Promise<void> {
  if (path === '/') return;
  const parent = dirname(path);
  await makeMountPoint(rootDir, parent, 'directory');
  const place = join(rootDir, path);
  const found = await kindOf(place);
  if (found === kind) return;
  if (found !== 'none') {
    throw new DriverError(
      'START_FAILED',
      `failed to build chroot: ${path} in the task's directory is not a ${kind}`,
      { recoverable: false },
    );
  }
  await (kind === 'directory'
    ? mkdir(place, { mode: 0o755 })
    : writeFile(place, '', { flag: 'wx' }));
}

async function kindOf(path: string): Promise<'file' | 'directory' | 'other' | 'none'> {
  try {
    const stats = await lstat(path);
    if (stats.isDirectory()) return 'directory';
    return stats.isFile() ? 'file' : 'other';
  } catch (error) {
    if (isMissing(error)) return 'none';
    throw error;
  }
}
