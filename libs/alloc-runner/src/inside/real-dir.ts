import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

const REAL_DIRECTORY = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/**
 * Makes a directory, or has one be as it is to be. The umask narrows the mode that `mkdir` is given, so it is set once
 * more: of the directory itself, since a task may have put a link to another one in its place.
 */
export async function makeRealDir(dir: string, mode: number, owner?: Owner): Promise<void> {
  await mkdir(dir, { recursive: true, mode });
  const opened = await open(dir, REAL_DIRECTORY);
  try {
    await opened.chmod(mode);
    if (owner !== undefined) await opened.chown(owner.uid, owner.gid);
  } finally {
    await opened.close();
  }
}
