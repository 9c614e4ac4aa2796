import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { SteppeError } from '@steppe/domain';
import { fileError } from './file-error.ts';

/** What of a task's directory nobody may read from outside, with the word for it in Nomad's refusal. */
const CLOSED_DIRS: Readonly<Record<string, string>> = { secrets: 'secret', private: 'private' };

/** A path inside an allocation's directory, after every symbolic link. */
export interface AllocPath {
  /** As it was asked for. */
  readonly asked: string;
  /** Where that leads, from the root of the file system. */
  readonly real: string;
}

/**
 * Finds where a path leads. The allocation's directory is its root; it may begin with a slash or not.
 *
 * @param purpose begins the text of an error.
 * @throws SteppeError `REQUEST_INVALID` when it leads outside, by `..` or a link; `PATH_NOT_FOUND`.
 */
export async function resolveAllocPath(
  allocDir: string,
  asked: string,
  purpose: 'open' | 'stat',
): Promise<AllocPath> {
  const named = join(allocDir, asked);
  if (!isWithin(allocDir, named) || asked.includes('\0')) throw escapes();
  const root = await realpath(allocDir);
  try {
    const real = await realpath(named);
    if (isWithin(root, real)) return { asked, real };
  } catch (error) {
    // Whether something is there is not told either, outside.
    if (isWithin(root, await realOfNearest(named))) throw fileError(error, `${purpose} ${named}`);
  }
  throw escapes();
}

/** Where the last part of a path leads that there is. */
async function realOfNearest(path: string): Promise<string> {
  const parent = dirname(path);
  try {
    return await realpath(parent);
  } catch (error) {
    if (parent === path) throw error;
    return realOfNearest(parent);
  }
}

/** @throws SteppeError `REQUEST_INVALID` when a place is no longer inside: a task may change links at any time. */
export async function assertWithin(allocDir: string, real: string): Promise<void> {
  if (!isWithin(await realpath(allocDir), real)) throw escapes();
}

/**
 * The kind of a directory that a task keeps to itself, when a file lies in one. By where a path leads: a link
 * to a secret, which any task can make, is one too.
 */
export async function closedKindOf(allocDir: string, real: string): Promise<string | undefined> {
  const [, dir = ''] = relative(await realpath(allocDir), real).split('/');
  return Object.hasOwn(CLOSED_DIRS, dir) ? CLOSED_DIRS[dir] : undefined;
}

function isWithin(dir: string, path: string): boolean {
  const way = relative(dir, path);
  return !isAbsolute(way) && way !== '..' && !way.startsWith('../');
}

function escapes(): SteppeError {
  return new SteppeError('REQUEST_INVALID', 'Path escapes the alloc directory');
}
