import { setTimeout as delay } from 'node:timers/promises';

interface LastLinesOptions {
  /** How many lines of the backlog to let through. */
  readonly lines: number;
  /** At most so many bytes of the stream were there before it began. */
  readonly backlogBytes: number;
  /** When the stream pauses for so long, the backlog has come. Default: 250. */
  readonly pauseMs?: number;
}

/**
 * Lets through only the last lines of what had been written when the stream began, and all that follows.
 * The stream does not tell where the one ends: the backlog is over after so many bytes, or at a pause.
 */
export async function* lastLines(
  pieces: AsyncIterable<Uint8Array>,
  { lines, backlogBytes, pauseMs = 250 }: LastLinesOptions,
): AsyncGenerator<Uint8Array> {
  const reader = pieces[Symbol.asyncIterator]();
  const backlog: Uint8Array[] = [];
  let missing = backlogBytes;
  let next = reader.next();
  try {
    while (missing > 0) {
      const piece = await nextOrPause(next, backlog.length > 0 ? pauseMs : undefined);
      if (piece === 'paused' || piece.done) break;
      backlog.push(piece.value);
      missing -= piece.value.length;
      next = reader.next();
    }
    yield endOf(Buffer.concat(backlog), lines);
    for (let piece = await next; !piece.done; piece = await reader.next()) yield piece.value;
  } finally {
    await reader.return?.();
  }
}

async function nextOrPause(
  next: Promise<IteratorResult<Uint8Array, unknown>>,
  pauseMs: number | undefined,
): Promise<IteratorResult<Uint8Array, unknown> | 'paused'> {
  if (pauseMs === undefined) return next;
  const timer = new AbortController();
  try {
    return await Promise.race([next, delay(pauseMs, 'paused' as const, { signal: timer.signal })]);
  } finally {
    timer.abort();
  }
}

const NEWLINE = 0x0a;

/** The last lines of a text; a newline at its very end ends the last one. */
function endOf(text: Buffer, lines: number): Uint8Array {
  let start = text.length;
  let found = text.at(-1) === NEWLINE ? -1 : 0;
  while (start > 0) {
    if (text[start - 1] === NEWLINE && ++found === lines) break;
    start--;
  }
  return text.subarray(start);
}
