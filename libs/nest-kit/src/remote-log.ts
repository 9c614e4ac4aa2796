import { token } from '@steppe/domain';
import type { LiveBus, Served } from '@steppe/event-log';
import { z } from 'zod';
import { type LogLevel, type LogListener, LogTap } from './log-tap.ts';

/** Whose log it is: that of an agent with a node, or of a server, such as `server1.global`. */
export type LogOwner = { readonly nodeId: string } | { readonly server: string };

/** How long the agent may take to answer at all. */
const TIMEOUT_MS = 10_000;

const Question = z.object({ level: z.enum(['trace', 'debug', 'info', 'warn', 'error']) });

/** Serves the log of this process to those who ask for it elsewhere. */
export function serveLog(live: LiveBus, owner: LogOwner, tap: LogTap): Served {
  return live.serveStream(subjectOf(owner), ({ payload, signal }) =>
    piecesOf(tap.listen(Question.parse(payload).level), signal),
  );
}

/** A log that is written elsewhere. */
export interface RemoteLog {
  readonly listener: LogListener;
  /** Aborted when nothing more will come. */
  readonly ended: AbortSignal;
}

/**
 * Listens to the log of another agent, until the signal is aborted.
 *
 * @throws SteppeError `NODE_UNREACHABLE` when no agent answers; `TIMEOUT`.
 */
export async function listenToLog(
  live: LiveBus,
  owner: LogOwner,
  { level, signal }: { level: LogLevel; signal: AbortSignal },
): Promise<RemoteLog> {
  const options = { timeoutMs: TIMEOUT_MS, signal };
  const answer = live.requestStream(subjectOf(owner), { level }, options);
  const pieces = answer[Symbol.asyncIterator]();
  // The first piece has no line: it says that somebody is there.
  await pieces.next();
  const tap = new LogTap();
  const listener = tap.listen('trace');
  const ending = new AbortController();
  const end = (): void => ending.abort();
  // Lost on the way, or ended: either way nothing more comes, and the reader's answer ends.
  writeLines(pieces, tap).then(end, end);
  return { listener, ended: ending.signal };
}

function subjectOf(owner: LogOwner): string {
  if ('nodeId' in owner) return `agent.${token(owner.nodeId)}.monitor`;
  return `server.${token(owner.server)}.monitor`;
}

async function* piecesOf(listener: LogListener, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  signal.addEventListener('abort', () => listener.close(), { once: true });
  try {
    yield Buffer.from('\n');
    while (!signal.aborted) {
      const { lines, dropped } = listener.take();
      if (lines.length > 0) yield Buffer.from(lines.join('') + droppedLine(dropped));
      else await listener.arrived();
    }
  } finally {
    listener.close();
  }
}

/** Says in the log's own form that some of it is missing. */
function droppedLine(count: number): string {
  if (count === 0) return '';
  const time = new Date().toISOString();
  const line = { level: 40, time, name: 'monitor', msg: `${count} lines were dropped` };
  return `${JSON.stringify(line)}\n`;
}

async function writeLines(pieces: AsyncIterator<Uint8Array>, tap: LogTap): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { value, done } = await pieces.next();
    if (done) return;
    const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') tap.write(`${line}\n`);
  }
}
