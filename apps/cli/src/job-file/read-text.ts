import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Failure } from '../failure.ts';
import { systemErrorCode } from '../system-error-code.ts';

/** No person writes a job file that is longer; it keeps a wrong path, such as a device, from filling memory. */
const LENGTH_MAX = 16 * 1024 * 1024;

const REASONS = new Map<string | undefined, string>([
  ['ENOENT', 'no such file or directory'],
  ['ENOTDIR', 'not a directory'],
  ['EACCES', 'permission denied'],
  ['EISDIR', 'it is a directory'],
]);

/**
 * The text of a file, or of stdin when the path is `-`.
 *
 * @throws Failure when it cannot be read.
 */
export async function readText(path: string, stdin: Readable): Promise<string> {
  if (path === '-') return text(stdin);
  try {
    const { size } = await stat(path);
    if (size > LENGTH_MAX) throw new Failure(`"${path}" is no job file: it has ${size} bytes`);
    return await readFile(path, 'utf8');
  } catch (error) {
    const reason = REASONS.get(systemErrorCode(error));
    if (reason === undefined) throw error;
    throw new Failure(`${reason}: ${resolve(path)}`, { cause: error });
  }
}

/** Whether a path names something that can be read as a file. */
export async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (REASONS.has(systemErrorCode(error))) return false;
    throw error;
  }
}
