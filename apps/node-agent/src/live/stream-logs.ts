import { logsDirOf, type RunnerDirs } from '@steppe/alloc-runner';
import { SteppeError } from '@steppe/domain';
import { type LogChunk, readLogs } from '@steppe/task-drivers';
import type { AllocTable } from '../allocs/alloc-table.ts';
import { dataFrames } from './data-frames.ts';
import { LogRequest, parseRequest } from './log-request.ts';

/** Whoever follows a silent log is told so often that the line is not dead, as Nomad does. */
const HEARTBEAT_MS = 1_000;

/**
 * A task's log: raw bytes when asked for plain, else Nomad's frames, a JSON object a piece. The log's files
 * are found by the names of a known allocation and a known task of it, so that no request names a path.
 *
 * @throws SteppeError `REQUEST_INVALID` or `ALLOCATION_NOT_FOUND`, with Nomad's texts.
 */
export async function* streamLogs({
  payload,
  signal,
  table,
  dirs,
}: {
  readonly payload: unknown;
  readonly signal: AbortSignal;
  readonly table: AllocTable;
  readonly dirs: RunnerDirs;
}): AsyncGenerator<Uint8Array, void> {
  const { allocId, plain, ...request } = parseRequest(LogRequest, payload);
  const status = table.statusOf(allocId);
  if (status === undefined) {
    throw new SteppeError('ALLOCATION_NOT_FOUND', `Unknown allocation "${allocId}"`);
  }
  if (!Object.hasOwn(status.tasks, request.task)) {
    throw new SteppeError('REQUEST_INVALID', `unknown task name "${request.task}"`);
  }
  const chunks = readLogs({ ...request, dir: logsDirOf(dirs, allocId), signal });
  if (plain) {
    for await (const { data } of chunks) yield data;
    return;
  }
  for await (const chunk of request.follow ? withHeartbeats(chunks) : chunks) {
    if (chunk === 'silence') yield SILENCE;
    else yield* framesOf(chunk);
  }
}

/** A frame that says nothing. */
const SILENCE = Buffer.from('{}');

function framesOf({ file, offset, data }: LogChunk): Iterable<Uint8Array> {
  return dataFrames({ data, file: `alloc/logs/${file}`, endOffset: offset });
}

/** The chunks as they come, and `silence` for each second without one. */
async function* withHeartbeats(
  chunks: AsyncGenerator<LogChunk, void>,
): AsyncGenerator<LogChunk | 'silence', void> {
  try {
    let next = chunks.next();
    for (;;) {
      const result = await firstOf(next, HEARTBEAT_MS);
      if (result === 'silence') {
        yield result;
        continue;
      }
      if (result.done) return;
      yield result.value;
      next = chunks.next();
    }
  } finally {
    await chunks.return();
  }
}

async function firstOf<T>(promise: Promise<T>, timeoutMs: number): Promise<T | 'silence'> {
  const { promise: silence, resolve } = Promise.withResolvers<'silence'>();
  const timer = setTimeout(() => resolve('silence'), timeoutMs);
  try {
    return await Promise.race([promise, silence]);
  } finally {
    clearTimeout(timer);
  }
}
