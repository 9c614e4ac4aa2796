import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isMissing } from '../runner/is-missing.ts';
import { EscapeError } from './inside-path.ts';

const DIRECTORY = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/**
 * A directory that is open, so that what is made in it lands there, whatever a task puts in its place
 * meanwhile. No link is followed on the way to it. Whoever opens it closes it.
 */
export class InsideDir {
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /**
   * Does something in a directory below `root`, made when it is not there.
   *
   * @throws EscapeError when a link is on the way.
   */
  static async use<T>(root: string, way: string, work: (dir: InsideDir) => Promise<T>): Promise<T> {
    const dir = await InsideDir.#open(root, way);
    try {
      return await work(dir);
    } finally {
      await dir.#close();
    }
  }

  static async #open(root: string, way: string): Promise<InsideDir> {
    let dir = new InsideDir(await open(root, DIRECTORY));
    for (const name of way.split('/').filter((part) => part !== '' && part !== '.')) {
      const outer = dir;
      try {
        dir = await outer.#openChild(name, way);
      } finally {
        await outer.#close();
      }
    }
    return dir;
  }

  /** The name by which the system reaches a member, through what is open here. */
  pathOf(name: string): string {
    return `/proc/self/fd/${this.#handle.fd}/${name}`;
  }

  async #close(): Promise<void> {
    await this.#handle.close();
  }

  async #openChild(name: string, way: string): Promise<InsideDir> {
    const path = this.pathOf(name);
    try {
      return new InsideDir(await open(path, DIRECTORY));
    } catch (error) {
      if (!isMissing(error)) throw notADirectory(error, way);
    }
    await makeDir(path);
    try {
      return new InsideDir(await open(path, DIRECTORY));
    } catch (error) {
      throw notADirectory(error, way);
    }
  }

  /** Takes over all that lies in another directory: directories are merged, everything else is replaced. */
  async takeOver(from: string): Promise<void> {
    for (const name of await readdir(from)) {
      const source = join(from, name);
      const [given, there] = [await lstat(source), await statOf(this.pathOf(name))];
      if (there?.isDirectory() === true && given.isDirectory()) {
        const child = await this.#openChild(name, name);
        try {
          await child.takeOver(source);
        } finally {
          await child.#close();
        }
      } else {
        if (there !== undefined) await rm(this.pathOf(name), { recursive: true });
        await rename(source, this.pathOf(name));
      }
    }
  }
}

async function makeDir(path: string): Promise<void> {
  const made = await mkdir(path, { recursive: true });
  if (made === undefined) return;
  const handle = await open(path, DIRECTORY);
  try {
    // Tasks may run as whatever user, as with the directories that they are given.
    await handle.chmod(0o777);
  } finally {
    await handle.close();
  }
}

async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function notADirectory(error: unknown, way: string): unknown {
  const code = typeof error === 'object' && error !== null && 'code' in error && error.code;
  return code === 'ELOOP' || code === 'ENOTDIR' ? new EscapeError(way) : error;
}

export interface FileLook {
  readonly mode: number;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}

/**
 * Writes a file below `root` as a whole or not at all, without following a link.
 *
 * @throws EscapeError when a link is on the way.
 */
export async function writeFileInside(
  root: string,
  way: string,
  content: string | Uint8Array,
  look: FileLook,
): Promise<void> {
  await InsideDir.use(root, dirname(way), async (dir) => {
    const temporary = dir.pathOf(`.${basename(way)}.new`);
    await rm(temporary, { force: true });
    await writeNewFile(temporary, content, look);
    await rename(temporary, dir.pathOf(basename(way)));
  });
}

async function writeNewFile(
  path: string,
  content: string | Uint8Array,
  { mode, uid, gid }: FileLook,
): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const file = await open(path, flags, 0o600);
  try {
    await file.writeFile(content);
    if (uid !== undefined || gid !== undefined) await file.chown(uid ?? 0, gid ?? 0);
    await file.chmod(mode);
  } finally {
    await file.close();
  }
}

/**
 * Reads a file below `root`, without following a link; undefined when there is none.
 *
 * @throws EscapeError when a link is on the way.
 */
export async function readFileInside(root: string, way: string): Promise<string | undefined> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  try {
    return await InsideDir.use(root, dirname(way), async (dir) => {
      const file = await open(dir.pathOf(basename(way)), flags);
      try {
        return await file.readFile('utf8');
      } finally {
        await file.close();
      }
    });
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw notADirectory(error, way);
  }
}
