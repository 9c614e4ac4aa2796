import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  linkSync,
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
 * The process can't be told to open another file. So its file also gets the name of the next index, where its descriptor
 * stays, a copy takes over the old name, and the file is emptied. Bytes that the process writes between the last
 * read of the copying and the truncation right after it, some microseconds, are lost. No name is missing at any moment.
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
    copyTail(source, target);
    linkSync(path, next);
    renameSync(copy, path);
    copyTail(source, target);
    ftruncateSync(source, 0);
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
