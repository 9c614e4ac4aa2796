import { on } from 'node:events';
import { SteppeError } from '@steppe/domain';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import type { NodeRequests } from '../node-requests.ts';
import { commandOf } from './command-of.ts';
import type { ExecRequest } from './exec-request.ts';

const Handshake = z.object({ version: z.literal(1), auth_token: z.string().nullish() });

/** So many messages of a client wait at most; it is slowed down before. */
const MESSAGES_WAITING_MAX = 64;

/** Closing codes of websockets (RFC 6455), and the longest reason that fits beside one. */
const NORMAL = 1000;
const POLICY_VIOLATION = 1008;
const INTERNAL_ERROR = 1011;
const REASON_BYTES_MAX = 123;

interface ExecSessionOptions {
  readonly socket: WebSocket;
  readonly request: ExecRequest;
  readonly nodes: NodeRequests;
  readonly sessionId: string;
  /** Rejects unless a token, or without one the request itself, may run commands in the allocation. */
  readonly admit: (secret: string) => Promise<void>;
  readonly onBug: (error: unknown) => void;
}

/**
 * Connects a client with a command that its agent runs: frames pass in both directions as they are. Ends when
 * the command has ended, or either side has gone away. Never throws: what is wrong is the reason of the close.
 */
export async function runExecSession(options: ExecSessionOptions): Promise<void> {
  const { socket, onBug } = options;
  const gone = new AbortController();
  socket.once('close', () => gone.abort());
  // What goes wrong with the connection closes it; there is nobody to tell.
  socket.on('error', () => gone.abort());
  try {
    await converse(options, gone.signal);
    socket.close(NORMAL);
  } catch (error) {
    if (gone.signal.aborted) return;
    if (!(error instanceof SteppeError)) onBug(error);
    socket.close(codeOf(error), reasonOf(error));
  } finally {
    gone.abort();
  }
}

async function converse(
  { socket, request, nodes, sessionId, admit }: ExecSessionOptions,
  signal: AbortSignal,
): Promise<void> {
  const { allocId, task, tty, hasHandshake } = request;
  const messages = textsOf(socket, signal);
  await admit(hasHandshake ? await shakeHands(messages) : '');
  const row = nodes.allocation(allocId);
  const { nodeId } = row;
  const command = commandOf(row, request);
  const input = nodes.serveInput(sessionId, () => messages);
  const payload = { allocId, sessionId, task, command, tty };
  try {
    for await (const frame of nodes.stream(nodeId, 'exec', { payload, signal })) {
      await send(socket, frame);
    }
  } finally {
    await input.stop();
  }
}

/** Listens from now on, so that nothing is lost that comes before somebody reads. */
function textsOf(socket: WebSocket, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const watermarks = { highWaterMark: MESSAGES_WAITING_MAX, lowWaterMark: 1 };
  const messages = on(socket, 'message', { signal, ...watermarks });
  return untilAborted(messages, signal);
}

async function* untilAborted(
  messages: AsyncIterable<unknown[]>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const [data] of messages) yield bytesOf(data);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** What `ws` gives of a message, with its default `binaryType`. */
function bytesOf(data: unknown): Uint8Array {
  return Buffer.isBuffer(data) ? data : Buffer.from(String(data));
}

/** @throws SteppeError `REQUEST_INVALID` when the client speaks another protocol. */
/** @returns the token that the first message shows; empty for none. */
async function shakeHands(messages: AsyncIterator<Uint8Array>): Promise<string> {
  const first = await messages.next();
  const text = first.done === true ? '' : Buffer.from(first.value).toString('utf8');
  const handshake = Handshake.safeParse(jsonOf(text));
  if (handshake.success) return handshake.data.auth_token ?? '';
  throw new SteppeError('REQUEST_INVALID', 'the handshake must be {"version": 1}');
}

function send(socket: WebSocket, frame: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(frame, { binary: false }, (error) => (error ? reject(error) : resolve()));
  });
}

const REFUSALS: ReadonlySet<string> = new Set(['ALLOCATION_NOT_FOUND', 'PERMISSION_DENIED']);

function codeOf(error: unknown): number {
  const isRefusal = error instanceof SteppeError && REFUSALS.has(error.code);
  return isRefusal ? POLICY_VIOLATION : INTERNAL_ERROR;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof SteppeError)) return 'internal error: the log of the server says why';
  let reason = error.message;
  while (Buffer.byteLength(reason) > REASON_BYTES_MAX) reason = reason.slice(0, -1);
  return reason;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
