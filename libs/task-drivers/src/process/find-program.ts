import { access, constants, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { errorCode } from '../system-error.ts';

/** Finds an executable file by name in a list of directories like PATH; undefined when there is none. */
export async function findProgram(name: string, searchPath: string): Promise<string | undefined> {
  for (const dir of searchPath.split(':')) {
    if (!isAbsolute(dir)) continue;
    const path = join(dir, name);
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

export async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch (error) {
    if (['ENOENT', 'EACCES', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'].includes(errorCode(error))) {
      return false;
    }
    throw error;
  }
}
