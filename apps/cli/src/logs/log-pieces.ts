import type { HttpClient } from '@steppe/client';
import { lastLines } from './last-lines.ts';
import { type Tail, tailBytesOf } from './tail.ts';

export interface LogRequest {
  readonly allocId: string;
  readonly task: string;
  readonly type: 'stdout' | 'stderr';
  /** Goes on as more is written. */
  readonly follow: boolean;
  /** How much before the end to begin; undefined: at the start. */
  readonly tail: Tail | undefined;
  readonly signal: AbortSignal;
}

/** What a task wrote, piece by piece. */
export function logPieces(
  client: HttpClient,
  { allocId, task, type, follow, tail, signal }: LogRequest,
): AsyncIterable<Uint8Array> {
  const tailBytes = tail && tailBytesOf(tail);
  const query = {
    task,
    type,
    follow,
    plain: true,
    origin: tailBytes === undefined ? 'start' : 'end',
    offset: tailBytes ?? 0,
  };
  const pieces = client.stream(`/v1/client/fs/logs/${allocId}`, { query, signal });
  if (tailBytes === undefined || tail === undefined || 'bytes' in tail) return pieces;
  return lastLines(pieces, { lines: tail.lines, backlogBytes: tailBytes });
}
