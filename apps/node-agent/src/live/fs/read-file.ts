import type { FileHandle } from 'node:fs/promises';
import { resolveAllocPath } from './alloc-path.ts';
import { FileChanges } from './file-changes.ts';
import { openAllocFile, type OpenPath } from './open-path.ts';

export interface ReadRequest {
  readonly path: string;
  /** In bytes from the origin; from the end it counts backwards. */
  readonly offset: number;
  readonly origin: 'start' | 'end';
  /** At most so many bytes; 0: all there are. */
  readonly limit: number;
  /** Goes on as more is written, until the file is deleted or `signal` aborts. */
  readonly follow: boolean;
  readonly signal: AbortSignal;
}

export type FilePiece =
  /** Bytes, and how far into the file they end. */
  | { readonly type: 'data'; readonly data: Buffer; readonly endOffset: number }
  /** It was cut; what follows is read from its start. */
  | { readonly type: 'truncated' }
  | { readonly type: 'deleted'; readonly endOffset: number }
  /** Nothing came for a while. */
  | { readonly type: 'silence' };

const PIECE_BYTES = 65_536;

/** @throws SteppeError `REQUEST_INVALID` or `PATH_NOT_FOUND`. */
export async function* readAllocFile(
  allocDir: string,
  request: ReadRequest,
): AsyncGenerator<FilePiece, void> {
  const path = await resolveAllocPath(allocDir, request.path, 'stat');
  const opened = await openAllocFile(allocDir, path);
  try {
    const offset = await startOf(opened.handle, request);
    if (request.follow) yield* followFrom(opened, offset, request.signal);
    else yield* readOn(opened.handle, { offset, limit: request.limit || Infinity });
  } finally {
    await opened.handle.close();
  }
}

async function startOf(handle: FileHandle, { origin, offset }: ReadRequest): Promise<number> {
  const { size } = await handle.stat();
  return origin === 'start' ? Math.min(offset, size) : Math.max(0, size - offset);
}

/** What there is now, from an offset. Returns where it ends. */
async function* readOn(
  handle: FileHandle,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): AsyncGenerator<FilePiece, number> {
  const end = offset + limit;
  let at = offset;
  while (at < end) {
    // A buffer of its own each time: the last one may still be on its way.
    const wanted = Math.min(PIECE_BYTES, end - at);
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(wanted), 0, wanted, at);
    if (bytesRead === 0) break;
    at += bytesRead;
    yield { type: 'data', data: buffer.subarray(0, bytesRead), endOffset: at };
  }
  return at;
}

async function* followFrom(
  { handle, via }: OpenPath,
  offset: number,
  signal: AbortSignal,
): AsyncGenerator<FilePiece, void> {
  const changes = new FileChanges(via);
  try {
    let at = offset;
    while (!signal.aborted) {
      const before = at;
      at = yield* readOn(handle, { offset: at, limit: Infinity });
      const { size, nlink } = await handle.stat();
      if (nlink === 0) {
        yield { type: 'deleted', endOffset: at };
        break;
      }
      if (size < at) {
        at = 0;
        yield { type: 'truncated' };
      } else if (at === before && !(await changes.next(signal))) {
        yield { type: 'silence' };
      }
    }
  } finally {
    changes.close();
  }
}
