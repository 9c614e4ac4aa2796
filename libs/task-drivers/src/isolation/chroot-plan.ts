import { chmod, lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DriverError } from '../driver-error.ts';
import { isInside } from '../inside-path.ts';
import { isMissing } from '../system-error.ts';
import type { TaskSpec } from '../task-spec.ts';
import { type BindMount, systemBinds } from './chroot-env.ts';
import { makeMountPoint } from './mount-points.ts';

/** What becomes the root of a task, and what is shown in it. */
export interface Chroot {
  readonly rootDir: string;
  readonly binds: readonly BindMount[];
}

/** Directories that every chroot has, by what is mounted there later. */
const PSEUDO_DIRS = ['/dev', '/proc', '/sys'];

/**
 * Plans a chroot and makes its mount points: the task's own directory is its root, so that what artifacts and
 * templates put there is in place, with the host's directories, the allocation's and the volumes in it.
 *
 * @param files that take the place of the host's own.
 *
 * @throws DriverError `START_FAILED` when something of the task's is in the way.
 */
export async function planChroot(
  spec: TaskSpec,
  chrootEnv: Readonly<Record<string, string>>,
  files: readonly BindMount[] = [],
): Promise<Chroot> {
  const { taskDir, sharedDir, localDir, secretsDir } = spec.paths;
  const system = await systemBinds(chrootEnv);
  const own = [
    { source: sharedDir, target: '/alloc' },
    { source: localDir, target: '/local' },
    { source: secretsDir, target: '/secrets' },
  ].map((bind) => ({ ...bind, kind: 'directory' as const, readOnly: false }));
  const volumes = (spec.mounts ?? []).map(({ hostPath, taskPath, readOnly }) => ({
    source: hostPath,
    target: taskPath,
    kind: 'directory' as const,
    readOnly,
  }));
  volumes.sort((a, b) => (a.target < b.target ? -1 : 1));
  const chroot = { rootDir: taskDir, binds: [...system, ...files, ...own] };
  // First, since a mount point may be in it.
  await makeTemporaryDir(taskDir);
  for (const dir of PSEUDO_DIRS) await makeMountPoint(taskDir, dir, 'directory');
  for (const { target, kind } of chroot.binds) {
    // What is mounted below another bind has its place there.
    if (system.some((bind) => bind.target !== target && isInside(bind.target, target))) continue;
    await makeMountPoint(taskDir, target, kind);
  }
  for (const volume of volumes) await makeVolumePoint(chroot, volume.target);
  return { rootDir: taskDir, binds: [...chroot.binds, ...volumes] };
}

/** A volume's place may be inside of what else is mounted, as in `/alloc/data`. */
async function makeVolumePoint(chroot: Chroot, target: string): Promise<void> {
  const within = chroot.binds.filter((bind) => isInside(bind.target, target));
  const nearest = within.toSorted((a, b) => b.target.length - a.target.length)[0];
  if (nearest?.readOnly === true) {
    throw new DriverError(
      'START_FAILED',
      `failed to build chroot: a volume can't be mounted at ${target}, since ${nearest.target} is the host's and read-only`,
      { recoverable: false },
    );
  }
  const base = nearest ?? { source: chroot.rootDir, target: '/' };
  await makeMountPoint(base.source, join('/', target.slice(base.target.length)), 'directory');
}

/** Private, as it is in the task's directory; anyone in the chroot may write there. */
async function makeTemporaryDir(rootDir: string): Promise<void> {
  const dir = join(rootDir, 'tmp');
  try {
    if ((await lstat(dir)).isDirectory()) return;
  } catch (error) {
    if (!isMissing(error)) throw error;
    await mkdir(dir);
    await chmod(dir, 0o1777);
  }
}
