import { execFile } from 'node:child_process';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isMissing } from '../runner/is-missing.ts';
import { unmountBelow } from '../setup/secrets-dir.ts';

const run = promisify(execFile);

/** Where `ip netns` looks, so that people can see what is there with their usual tools. */
const NAMESPACES_DIR = '/run/netns';

/** Magic number of the file system that namespaces are on. Source: linux/magic.h. */
const NSFS_MAGIC = 0x6e_73_66_73;

export function namespacePathOf(allocId: string): string {
  return join(NAMESPACES_DIR, allocId);
}

/** Whether there is a namespace at a path, not just a file that a machine's restart left. */
export async function isNamespace(path: string): Promise<boolean> {
  try {
    return (await statfs(path)).type === NSFS_MAGIC;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/**
 * Makes a network namespace that lasts until it is removed, with nothing in it but its own loopback.
 *
 * @throws Error with the reason, such as missing rights or programs.
 */
export async function makeNamespace(path: string): Promise<void> {
  if (process.getuid?.() !== 0)
    throw new Error('only an agent that runs as root can make networks');
  await mkdir(NAMESPACES_DIR, { recursive: true, mode: 0o755 });
  await removeNamespace(path);
  await writeFile(path, '', { mode: 0o444 });
  try {
    await run('unshare', [`--net=${path}`, '--', 'ip', 'link', 'set', 'lo', 'up']);
  } catch (error) {
    await removeNamespace(path);
    throw error;
  }
}

/**
 * Keeps a namespace that someone else made in our own place too, so that what it is attached to can still be detached
 * when that someone has let go of it.
 */
export async function holdNamespace(foreignPath: string, path: string): Promise<void> {
  await mkdir(NAMESPACES_DIR, { recursive: true, mode: 0o755 });
  await removeNamespace(path);
  await writeFile(path, '', { mode: 0o444 });
  await run('mount', ['--bind', foreignPath, path]);
}

/** Removes a namespace; what still runs in it keeps it until its end. Does nothing when it is gone. */
export async function removeNamespace(path: string): Promise<void> {
  await unmountBelow(path);
  await rm(path, { force: true });
}
