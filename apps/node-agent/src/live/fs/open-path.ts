import { constants } from 'node:fs';
import { type FileHandle, open, readlink, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '@steppe/alloc-runner';
import { SteppeError } from '@steppe/domain';
import { type AllocPath, assertWithin, closedKindOf } from './alloc-path.ts';
import { fileError } from './file-error.ts';

/** A named pipe does not wait for who writes, a terminal is not taken over, and no link is followed any more. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY | constants.O_NOFOLLOW;

export interface OpenPath {
  readonly handle: FileHandle;
  /** Names what is open, whatever has been put in its place since. */
  readonly via: string;
}

/**
 * Opens a file or directory of an allocation. A task can swap a directory for a link between looking and
 * opening, so where it lies is asked once more of what was opened. Whoever calls closes it.
 *
 * @throws SteppeError `REQUEST_INVALID` for what is outside; `PATH_NOT_FOUND`.
 */
export async function openAllocPath(allocDir: string, path: AllocPath): Promise<OpenPath> {
  const handle = await openToRead(allocDir, path);
  try {
    const { real, via } = await placeOf(handle, path.real);
    await assertWithin(allocDir, real);
    return { handle, via };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Opens a file of an allocation to be read.
 *
 * @throws SteppeError as `openAllocPath`, and `REQUEST_INVALID` for a secret, a directory or what is no file.
 */
export async function openAllocFile(allocDir: string, path: AllocPath): Promise<OpenPath> {
  const { asked } = path;
  const opened = await openAllocPath(allocDir, path);
  const { handle } = opened;
  try {
    const { real } = await placeOf(handle, path.real);
    const closed = await closedKindOf(allocDir, real);
    if (closed !== undefined) throw invalid(`Reading ${closed} file prohibited: ${asked}`);
    const stats = await handle.stat();
    if (stats.isDirectory()) throw invalid(`file "${asked}" is a directory`);
    if (!stats.isFile()) throw invalid(`file "${asked}" is not a regular file`);
    return opened;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function openToRead(allocDir: string, { asked, real }: AllocPath): Promise<FileHandle> {
  try {
    return await open(real, FLAGS);
  } catch (error) {
    throw fileError(error, `open ${join(allocDir, asked)}`);
  }
}

/** Where what is open lies. Only Linux tells it; elsewhere the name is asked again, which leaves a task a moment. */
async function placeOf(
  handle: FileHandle,
  path: string,
): Promise<{ readonly real: string; readonly via: string }> {
  const via = `/proc/self/fd/${handle.fd}`;
  try {
    return { real: await readlink(via), via };
  } catch (error) {
    if (!isMissing(error)) throw error;
    return { real: await realpath(path), via: path };
  }
}

function invalid(message: string): SteppeError {
  return new SteppeError('REQUEST_INVALID', message);
}
