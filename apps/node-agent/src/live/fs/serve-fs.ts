import { allocDirOf, type RunnerDirs } from '@steppe/alloc-runner';
import { assertNever, SteppeError, token } from '@steppe/domain';
import type { LiveBus, LiveRequest, Served } from '@steppe/event-log';
import { z } from 'zod';
import type { AllocTable } from '../../allocs/alloc-table.ts';
import { dataFrames } from '../data-frames.ts';
import { parseRequest } from '../log-request.ts';
import { listFiles, statFile } from './look-at-files.ts';
import { type FilePiece, readAllocFile } from './read-file.ts';

const LookRequest = z.object({ allocId: z.string(), path: z.string() });

const StreamRequest = z.object({
  allocId: z.string(),
  path: z.string().min(1, 'must provide a file name'),
  offset: z.int().nonnegative().default(0),
  origin: z.enum(['start', 'end'], { error: 'origin must be start or end' }).default('start'),
  limit: z.int().nonnegative().default(0),
  follow: z.boolean().default(false),
  /** Bytes instead of frames. */
  plain: z.boolean().default(false),
});

export interface FsOptions {
  readonly live: LiveBus;
  readonly nodeId: string;
  readonly table: AllocTable;
  readonly dirs: RunnerDirs;
}

/**
 * Shows the files of this node's allocations: `fs-list` (a JSON array of entries a piece), `fs-stat` and
 * `fs-stream`. No answer tells of anything outside the directory of the allocation that was asked for.
 */
export function serveFs({ live, nodeId, table, dirs }: FsOptions): readonly Served[] {
  const subject = (name: string): string => `agent.${token(nodeId)}.${name}`;
  const dirOf = (allocId: string): string => {
    if (table.get(allocId) !== undefined) return allocDirOf(dirs, allocId);
    throw new SteppeError('ALLOCATION_NOT_FOUND', `Unknown allocation "${allocId}"`);
  };
  return [
    live.serveStream(subject('fs-list'), async function* list({ payload }) {
      const { allocId, path } = parseRequest(LookRequest, payload);
      for await (const entries of listFiles(dirOf(allocId), path)) yield jsonBytes(entries);
    }),
    live.serve(subject('fs-stat'), async ({ payload }) => {
      const { allocId, path } = parseRequest(LookRequest, payload);
      return statFile(dirOf(allocId), path);
    }),
    live.serveStream(subject('fs-stream'), (request) => streamFile(request, dirOf)),
  ];
}

async function* streamFile(
  { payload, signal }: LiveRequest,
  dirOf: (allocId: string) => string,
): AsyncGenerator<Uint8Array> {
  const { allocId, plain, ...request } = parseRequest(StreamRequest, payload);
  for await (const piece of readAllocFile(dirOf(allocId), { ...request, signal })) {
    if (!plain) yield* framesOf(request.path, piece);
    else if (piece.type === 'data') yield piece.data;
  }
}

/** A piece as Nomad's frames. */
function framesOf(path: string, piece: FilePiece): Iterable<Uint8Array> {
  switch (piece.type) {
    case 'data':
      return dataFrames({ file: path, ...piece });
    case 'truncated':
      return [jsonBytes({ File: path, FileEvent: 'file truncated' })];
    case 'deleted':
      return [jsonBytes({ File: path, FileEvent: 'file deleted', Offset: piece.endOffset })];
    case 'silence':
      return [jsonBytes({})];
    default:
      return assertNever(piece);
  }
}

function jsonBytes(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
