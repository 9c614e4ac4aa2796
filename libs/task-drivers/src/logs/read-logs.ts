import type { Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../system-error.ts';
import { DirectoryChanges } from './directory-changes.ts';
import { listLogFiles, logFileName, type LogType } from './log-files.ts';

export interface ReadLogsOptions {
  /** The allocation's log directory. */
  readonly dir: string;
  readonly task: string;
  readonly type: LogType;
  /** Bytes from `origin`: forwards from the oldest kept byte, or backwards from the newest. */
  readonly offset: number;
  readonly origin: 'start' | 'end';
  /** Whether to wait for more at the end, until `signal` aborts. */
  readonly follow: boolean;
  readonly signal: AbortSignal;
}

/** A piece of a task's log. */
export interface LogChunk {
  /** Name of the file within the directory, such as `web.stdout.0`. */
  readonly file: string;
  /** Where `data` ends in that file, in bytes. */
  readonly offset: number;
  readonly data: Buffer;
}

interface Position {
  readonly index: number;
  readonly offset: number;
}

const CHUNK_BYTES = 256 * 1024;
const MEASURE_ATTEMPTS_MAX = 3;

/**
 * Reads a task's log across its rotated files, oldest first, and follows it when asked to.
 * Ends without an error when `signal` aborts. A reader slower than rotation goes on at the oldest file left.
 */
export async function* readLogs(options: ReadLogsOptions): AsyncGenerator<LogChunk, void> {
  const changes = options.follow ? new DirectoryChanges(options.dir) : undefined;
  try {
    let position = await startPosition(options);
    while (!options.signal.aborted) {
      for await (const chunk of readFrom(options, position)) {
        yield chunk;
        position = { ...position, offset: chunk.offset };
        if (options.signal.aborted) return;
      }
      const next = await nextPosition(options, position);
      if (next !== undefined) position = next;
      else if (changes === undefined) return;
      else await changes.next(options.signal);
    }
  } finally {
    changes?.close();
  }
}

async function startPosition(options: ReadLogsOptions): Promise<Position> {
  const sizes = await settledSizes(options);
  const totalBytes = sizes.reduce((sum, file) => sum + file.bytes, 0);
  let skip =
    options.origin === 'start'
      ? Math.min(options.offset, totalBytes)
      : Math.max(0, totalBytes - options.offset);
  for (const file of sizes) {
    if (skip < file.bytes) return { index: file.index, offset: skip };
    skip -= file.bytes;
  }
  const last = sizes.at(-1);
  return last === undefined ? { index: 0, offset: 0 } : { index: last.index, offset: last.bytes };
}

interface FileSize {
  readonly index: number;
  readonly bytes: number;
}

/** Measures twice, since in the midst of a rotation in place the same bytes are in two files. */
async function settledSizes(options: ReadLogsOptions): Promise<readonly FileSize[]> {
  let before = await fileSizes(options);
  for (let attempt = 1; attempt <= MEASURE_ATTEMPTS_MAX; attempt++) {
    const now = await fileSizes(options);
    const isSettled =
      now.length === before.length &&
      now.every(({ index, bytes }, at) => {
        const previous = before[at];
        return previous?.index === index && previous.bytes <= bytes;
      });
    before = now;
    if (isSettled) break;
  }
  return before;
}

async function fileSizes(options: ReadLogsOptions): Promise<FileSize[]> {
  const sizes: FileSize[] = [];
  for (const file of await listLogFiles(options.dir, options.task, options.type)) {
    const bytes = await sizeOf(join(options.dir, file.name));
    if (bytes !== undefined) sizes.push({ index: file.index, bytes });
  }
  return sizes;
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await statIfThere(path))?.size;
}

async function statIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Reads one file up to its present end. */
async function* readFrom(options: ReadLogsOptions, from: Position): AsyncGenerator<LogChunk, void> {
  const name = logFileName(options.task, options.type, from.index);
  const path = join(options.dir, name);
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  try {
    const { ino } = await file.stat();
    let offset = from.offset;
    for (;;) {
      const { bytesRead, buffer } = await file.read(
        Buffer.allocUnsafe(CHUNK_BYTES),
        0,
        CHUNK_BYTES,
        offset,
      );
      // After a rotation in place the open file belongs to the next index, so what was read from it may not be this file's.
      if (bytesRead === 0 || (await statIfThere(path))?.ino !== ino) return;
      offset += bytesRead;
      yield { file: name, offset, data: buffer.subarray(0, bytesRead) };
    }
  } finally {
    await file.close();
  }
}

/**
 * Tells where to go on after a file was read to its end: in the next file, or in the same one if it grew
 * before the next one appeared; undefined when there is nothing newer.
 */
async function nextPosition(options: ReadLogsOptions, at: Position): Promise<Position | undefined> {
  const files = await listLogFiles(options.dir, options.task, options.type);
  const next = files.find((file) => file.index > at.index);
  const bytes = await sizeOf(join(options.dir, logFileName(options.task, options.type, at.index)));
  if (bytes !== undefined && bytes > at.offset) return at;
  return next === undefined ? undefined : { index: next.index, offset: 0 };
}
