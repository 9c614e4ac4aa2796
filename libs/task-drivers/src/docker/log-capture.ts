import type Docker from 'dockerode';
import { BackOff } from '../back-off.ts';
import type { LogType } from '../logs/log-files.ts';
import { RotatingLogWriter } from '../logs/rotating-log-writer.ts';
import { logOptions, type TaskLogs } from '../logs/task-logs.ts';
import { engineStatus, isConnectionError } from './docker-error.ts';
import { LogCursor } from './log-cursor.ts';
import { buffersOf, splitFrames, splitLines, type StreamFrame } from './stream-frames.ts';

export interface LogCaptureOptions {
  readonly container: Docker.Container;
  /** Whether the container has a terminal, which joins its streams. */
  readonly tty: boolean;
  readonly logs: TaskLogs;
  /** File that the position is kept in. */
  readonly cursorPath: string;
  /** Ends the capture, to be taken up by another one later. */
  readonly signal: AbortSignal;
}

const SAVE_EVERY_MS = 250;

/**
 * Writes a container's output to the task's rotating log files until the container has ended.
 * Loses contact to the daemon patiently. Output that Docker's own files dropped while nobody read is lost.
 *
 * @throws the signal's reason when `signal` aborts.
 */
export async function captureLogs(options: LogCaptureOptions): Promise<void> {
  const { container, logs, cursorPath, signal } = options;
  const saved = await LogCursor.load(cursorPath, container.id);
  const cursor = saved ?? LogCursor.startOf(cursorPath, container.id);
  const writers = {
    stdout: new RotatingLogWriter(logOptions(logs, 'stdout')),
    stderr: new RotatingLogWriter(logOptions(logs, 'stderr')),
  };
  try {
    for (const stream of STREAMS) {
      await writers[stream].open(saved?.position(stream));
      cursor.written(stream, writers[stream].position);
    }
    await cursor.save();
    const backOff = new BackOff();
    for (;;) {
      if (await copyUntilEnd({ ...options, writers, cursor })) return;
      await backOff.wait(signal);
    }
  } finally {
    for (const stream of STREAMS) await writers[stream].close();
  }
}

const STREAMS: readonly LogType[] = ['stdout', 'stderr'];

interface Copy extends LogCaptureOptions {
  readonly writers: Readonly<Record<LogType, RotatingLogWriter>>;
  readonly cursor: LogCursor;
}

/** Follows the log over one connection; tells whether the container has ended. */
async function copyUntilEnd(copy: Copy): Promise<boolean> {
  const { container, cursor, signal } = copy;
  try {
    cursor.reconnected();
    const stream = await container.logs({
      follow: true,
      stdout: true,
      stderr: true,
      timestamps: true,
      since: cursor.sinceSeconds,
      abortSignal: signal,
    });
    await copyFrames(copy, framesOf(stream, copy.tty));
    return !(await container.inspect()).State.Running;
  } catch (error) {
    signal.throwIfAborted();
    // 409: it is being removed.
    if ([404, 409].includes(engineStatus(error) ?? 0)) return true;
    if (isConnectionError(error)) return false;
    throw error;
  }
}

async function copyFrames(copy: Copy, batches: AsyncIterable<StreamFrame[]>): Promise<void> {
  const { cursor, signal } = copy;
  let savedAtMs = performance.now();
  try {
    for await (const frames of batches) {
      signal.throwIfAborted();
      await writeFrames(copy, frames);
      if (performance.now() - savedAtMs < SAVE_EVERY_MS) continue;
      await cursor.save();
      savedAtMs = performance.now();
    }
  } finally {
    await cursor.save();
  }
}

async function writeFrames(
  { cursor, writers }: Copy,
  frames: readonly StreamFrame[],
): Promise<void> {
  for (const stream of STREAMS) {
    const data = frames
      .filter((frame) => frame.stream === stream)
      .map((frame) => cursor.accept(stream, frame.data))
      .filter((message) => message !== undefined);
    if (data.length === 0) continue;
    await writers[stream].write(Buffer.concat(data));
    cursor.written(stream, writers[stream].position);
  }
}

function framesOf(stream: NodeJS.ReadableStream, tty: boolean): AsyncIterable<StreamFrame[]> {
  const chunks = buffersOf(stream);
  return tty ? splitLines(chunks) : splitFrames(chunks);
}
