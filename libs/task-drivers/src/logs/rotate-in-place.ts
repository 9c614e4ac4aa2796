import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { copyFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { listLogFiles, logFileName } from './log-files.ts';
import { pruneLogFiles } from './prune.ts';
import type { RotatingLogOptions } from './rotating-log-writer.ts';

/**
 * Rotates a log file that a process of its own holds open for appending, once it is over its size.
 *
 * The process can't be told to open another file, so its file is renamed to the next index, where its descriptor
 * follows, and what was in there is put back under the old name. Bytes that the process writes between the last
 * read and the truncation right after it, some microseconds, are lost. No JavaScript runs in between, so a reader
 * in this process that finds the old name missing finds it again at the next look.
 *
 * @returns whether the file was rotated.
 */
export async function rotateInPlace(options: RotatingLogOptions): Promise<boolean> {
  const { dir, task, type, maxFiles, maxFileBytes } = options;
  const newest = (await listLogFiles(dir, task, type)).at(-1);
  if (newest === undefined) return false;
  const path = join(dir, newest.name);
  if ((await stat(path)).size < maxFileBytes) return false;

  const copy = join(dir, `.${newest.name}.rotating`);
  await copyFile(path, copy, constants.COPYFILE_FICLONE);
  moveOn({ path, copy, next: join(dir, logFileName(task, type, newest.index + 1)) });
  await pruneLogFiles(dir, task, type, maxFiles);
  return true;
}

function moveOn({ path, copy, next }: { path: string; copy: string; next: string }): void {
  const source = openSync(path, 'r+');
  const target = openSync(copy, 'a+');
  try {
    renameSync(path, next);
    copyTail(source, target);
    ftruncateSync(source, 0);
    renameSync(copy, path);
  } finally {
    closeSync(source);
    closeSync(target);
  }
}

/** Appends what `source` has beyond the bytes already in `target`. */
function copyTail(source: number, target: number): void {
  const buffer = Buffer.allocUnsafe(64 * 1024);
  let offset = fstatSync(target).size;
  for (;;) {
    const count = readSync(source, buffer, 0, buffer.length, offset);
    if (count === 0) return;
    writeSync(target, buffer, 0, count);
    offset += count;
  }
}
