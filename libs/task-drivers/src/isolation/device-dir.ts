import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What every program may expect in /dev; all else of the host's stays out. */
export const DEVICES = ['null', 'zero', 'full', 'random', 'urandom', 'tty'] as const;

/** Where the host's root is for the moment between the change of root and its removal. */
export const HOST_ROOT_IN_DEV = '.host';

const DIRECTORIES = ['pts', 'shm', 'mqueue', HOST_ROOT_IN_DEV];

const LINKS: Readonly<Record<string, string>> = {
  ptmx: 'pts/ptmx',
  fd: '/proc/self/fd',
  stdin: '/proc/self/fd/0',
  stdout: '/proc/self/fd/1',
  stderr: '/proc/self/fd/2',
};

/** Makes a directory to show as /dev, with an empty place for each device. */
export async function makeDeviceDir(dir: string): Promise<void> {
  await mkdir(dir, { mode: 0o755 });
  await Promise.all([
    ...DIRECTORIES.map((name) => mkdir(join(dir, name), { mode: 0o755 })),
    ...DEVICES.map((name) => writeFile(join(dir, name), '')),
    ...Object.entries(LINKS).map(([name, target]) => symlink(target, join(dir, name))),
  ]);
}
