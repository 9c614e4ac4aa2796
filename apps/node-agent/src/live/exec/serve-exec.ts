import { SteppeError, token } from '@steppe/domain';
import type { LiveBus, LiveRequest, Served } from '@steppe/event-log';
import type { ExecSession } from '@steppe/task-drivers';
import { z } from 'zod';
import type { AllocTable } from '../../allocs/alloc-table.ts';
import { parseRequest } from '../log-request.ts';
import { endFrames, outputFrames } from './exec-frames.ts';
import { ExecInput } from './exec-input.ts';

const ExecRequest = z.object({
  allocId: z.string(),
  task: z.string(),
  command: z.tuple([z.string()], z.string()),
  tty: z.boolean().default(false),
  /** Names the stream `exec-input.<sessionId>` that the asker serves for what the command is to read. */
  sessionId: z.string().regex(/^[\w-]+$/),
});

/** How long whoever asked may be out of reach before the command is ended. */
const SILENCE_MAX_MS = 10_000;

export interface ExecOptions {
  readonly live: LiveBus;
  readonly nodeId: string;
  readonly table: AllocTable;
  readonly isAllowed: boolean;
}

/**
 * Runs commands inside tasks. A session is two streams: this answer, with Nomad's output frames, and one that
 * goes the other way. Each has its own pace, and when either side goes away both end, and the command.
 */
export function serveExec({ live, nodeId, table, isAllowed }: ExecOptions): Served {
  return live.serveStream(`agent.${token(nodeId)}.exec`, async function* exec({ payload, signal }) {
    if (!isAllowed) {
      const reason =
        'Permission denied: this client runs no commands in tasks (disable_remote_exec)';
      throw new SteppeError('PERMISSION_DENIED', reason);
    }
    const request = parseRequest(ExecRequest, payload);
    const runner = table.get(request.allocId);
    if (runner === undefined) {
      throw new SteppeError('ALLOCATION_NOT_FOUND', `Unknown allocation "${request.allocId}"`);
    }
    const { command, tty, task, sessionId } = request;
    const over = new AbortController();
    const options = { timeoutMs: SILENCE_MAX_MS, signal: over.signal };
    try {
      const pieces = live.requestStream(`exec-input.${sessionId}`, {}, options);
      const input = new ExecInput(pieces);
      const size = tty ? await input.firstSize() : undefined;
      const session = await runner.live.exec(task, { command, tty, ...(size && { size }) });
      yield* converse({ session, input, tty, signal });
    } finally {
      over.abort();
    }
  });
}

interface Conversation {
  readonly session: ExecSession;
  readonly input: ExecInput;
  readonly tty: boolean;
  readonly signal: LiveRequest['signal'];
}

async function* converse({
  session,
  input,
  tty,
  signal,
}: Conversation): AsyncGenerator<Uint8Array> {
  const close = (): void => void session.close();
  signal.addEventListener('abort', close, { once: true });
  if (signal.aborted) close();
  // When what is to be read breaks off, the command is ended, and with it its output.
  input.feed(session, signal).catch(close);
  try {
    for await (const output of session.output) {
      if (signal.aborted) return;
      yield* outputFrames(output);
    }
    yield* endFrames(await session.exit, tty);
  } finally {
    signal.removeEventListener('abort', close);
    await session.close();
  }
}
