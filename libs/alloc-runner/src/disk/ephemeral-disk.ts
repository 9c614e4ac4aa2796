import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadEntry } from 'tar';
import { isWayInside } from '../inside/inside-path.ts';
import { isMissing } from '../runner/is-missing.ts';

/** What an allocation hands on to the one that replaces it: what its tasks share, and what each keeps to itself. */
export function diskPartsOf(taskNames: readonly string[]): readonly string[] {
  return [join('alloc', 'data'), ...taskNames.map((task) => join(task, 'local'))];
}

/** Moves an ended allocation's data on the same node. A move that was cut short can be done again. */
export async function moveDisk(
  fromDir: string,
  toDir: string,
  parts: readonly string[],
): Promise<void> {
  for (const part of parts) {
    const source = join(fromDir, part);
    // A task may have put a link in its place: whatever that leads to is not the allocation's.
    if (!(await isDirectory(source))) continue;
    const target = join(toDir, part);
    await mkdir(dirname(target), { recursive: true });
    await rm(target, { recursive: true, force: true });
    await rename(source, target);
  }
}

/** An ended allocation's data as a tar stream, of no bytes when there is none. Links are packed as links; sockets and the like are left out. */
export async function* packDisk(
  dir: string,
  parts: readonly string[],
): AsyncGenerator<Uint8Array, void> {
  const there: string[] = [];
  for (const part of parts) if (await isDirectory(join(dir, part))) there.push(part);
  if (there.length === 0) return;
  // Loaded where a disk moves, which is seldom.
  const { create } = await import('tar');
  yield* Readable.from(create({ cwd: dir, filter: (_, entry) => isKept(entry) }, there));
}

/**
 * Unpacks what another node has packed: all of it or, on an error, nothing.
 *
 * @throws Error for a stream that is damaged, was cut short, or has more than these parts.
 */
export async function unpackDisk(
  pieces: AsyncIterable<Uint8Array>,
  toDir: string,
  { parts, signal }: { readonly parts: readonly string[]; readonly signal: AbortSignal },
): Promise<void> {
  const buffers = buffersOf(pieces);
  const first = await buffers.next();
  if (first.done === true) return;
  async function* archive(): AsyncGenerator<Buffer, void> {
    yield first.value ?? Buffer.alloc(0);
    yield* buffers;
  }
  const staging = join(toDir, `.disk-${randomUUID()}`);
  await mkdir(staging, { recursive: true, mode: 0o700 });
  try {
    await pipeline(Readable.from(archive()), await untar(staging), { signal });
    await moveDisk(staging, toDir, parts);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** The library reads buffers only, and a bus gives plain bytes. */
async function* buffersOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void> {
  for await (const { buffer, byteOffset, byteLength } of pieces) {
    yield Buffer.from(buffer, byteOffset, byteLength);
  }
}

/** The library itself refuses to write through links. */
async function untar(dir: string) {
  const { extract } = await import('tar');
  const stream = extract({
    cwd: dir,
    strict: true,
    preserveOwner: process.getuid?.() === 0,
    onReadEntry: ({ path, type, linkpath = '' }) => {
      const leadsOut =
        !isWayInside(join(path)) || (type === 'Link' && !isWayInside(join(linkpath)));
      if (leadsOut) stream.abort(new Error(`${path} leads out of the allocation's directory`));
    },
  });
  return stream;
}

function isKept(entry: Stats | ReadEntry): boolean {
  return 'isFile' in entry && (entry.isFile() || entry.isDirectory() || entry.isSymbolicLink());
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
