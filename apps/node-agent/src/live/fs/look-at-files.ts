import { lstat, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isMissing } from '@steppe/alloc-runner';
import { type AllocPath, closedKindOf, resolveAllocPath } from './alloc-path.ts';
import { contentTypeOf, SNIFF_BYTES } from './content-type.ts';
import { fileError } from './file-error.ts';
import { type FileInfo, fileInfo } from './file-info.ts';
import { openAllocFile, openAllocPath } from './open-path.ts';

/** So many of a directory's entries are looked at together. */
const AT_ONCE = 64;

/**
 * The entries of a directory by name, some at a time. Links are shown, not followed.
 *
 * @throws SteppeError `REQUEST_INVALID` or `PATH_NOT_FOUND`.
 */
export async function* listFiles(allocDir: string, asked: string): AsyncGenerator<FileInfo[]> {
  const named = join(allocDir, asked);
  const path = await resolveAllocPath(allocDir, asked, 'open');
  const { handle, via } = await openAllocPath(allocDir, path);
  try {
    const names = (await namesIn(via, named)).toSorted();
    for (let at = 0; at < names.length; at += AT_ONCE) {
      const entries = names.slice(at, at + AT_ONCE).map((name) => entryOf(via, name));
      yield (await Promise.all(entries)).filter((entry) => entry !== undefined);
    }
  } finally {
    await handle.close();
  }
}

/** @throws SteppeError `REQUEST_INVALID` or `PATH_NOT_FOUND`. */
export async function statFile(allocDir: string, asked: string): Promise<FileInfo> {
  const named = join(allocDir, asked);
  const path = await resolveAllocPath(allocDir, asked, 'stat');
  try {
    const stats = await lstat(path.real, { bigint: true });
    const isOpenToAll = stats.isFile() && (await closedKindOf(allocDir, path.real)) === undefined;
    const head = isOpenToAll ? await headOf(allocDir, path) : new Uint8Array();
    return fileInfo(basename(named), stats, contentTypeOf(head));
  } catch (error) {
    throw fileError(error, `stat ${named}`);
  }
}

async function namesIn(dir: string, named: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    throw fileError(error, `open ${named}`);
  }
}

/** Undefined for one that was removed meanwhile. */
async function entryOf(dir: string, name: string): Promise<FileInfo | undefined> {
  try {
    return fileInfo(name, await lstat(join(dir, name), { bigint: true }), '');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function headOf(allocDir: string, path: AllocPath): Promise<Uint8Array> {
  const { handle } = await openAllocFile(allocDir, path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
