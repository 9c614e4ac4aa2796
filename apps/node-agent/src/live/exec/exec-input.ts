import { once } from 'node:events';
import type { ExecSession, TerminalSize } from '@steppe/task-drivers';
import { type InputFrame, parseInputFrame } from './exec-frames.ts';

/** A terminal's size comes right after the command; it waits so long for it, and then starts without. */
const SIZE_PATIENCE_MS = 500;

/** The frames that a session is sent, one after the other. */
export class ExecInput {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #next: Promise<IteratorResult<Uint8Array>> | undefined;

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** The size that comes first, so that the command finds its terminal as large as it is. */
  async firstSize(): Promise<TerminalSize | undefined> {
    const { promise: late, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => resolve(undefined), SIZE_PATIENCE_MS);
    this.#next = this.#pieces.next();
    try {
      const first = await Promise.race([this.#next, late]);
      return first?.done === false ? sizeOf(parseInputFrame(first.value)) : undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Hands on what comes, at the pace at which the command takes it, until no more comes. */
  async feed(session: ExecSession, signal: AbortSignal): Promise<void> {
    for (;;) {
      const piece = await (this.#next ?? this.#pieces.next());
      this.#next = undefined;
      if (piece.done === true || signal.aborted) return;
      await apply(parseInputFrame(piece.value), session, signal);
    }
  }
}

async function apply(frame: InputFrame, session: ExecSession, signal: AbortSignal): Promise<void> {
  const { stdin } = session;
  const size = sizeOf(frame);
  if (size !== undefined) await session.resize(size);
  const data = Buffer.from(frame.stdin?.data ?? '', 'base64');
  // A command that takes no more is no fault of whoever writes to it.
  if (data.length > 0 && stdin.writable && !stdin.write(data)) await drained(session, signal);
  if (frame.stdin?.close === true && stdin.writable) stdin.end();
}

async function drained({ stdin, exit }: ExecSession, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const onAbort = (): void => over.abort();
  signal.addEventListener('abort', onAbort, { once: true });
  const ended = Promise.race([exit, once(stdin, 'close', { signal: over.signal })]);
  try {
    await Promise.race([once(stdin, 'drain', { signal: over.signal }), ended]);
  } catch (error) {
    if (!over.signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
    over.abort();
    await Promise.allSettled([ended]);
  }
}

/** Undefined also for a size of nothing, which a client sends that has no screen. */
function sizeOf({ tty_size: size }: InputFrame): TerminalSize | undefined {
  if (size === null || size === undefined) return undefined;
  return size.height > 0 && size.width > 0 ? { rows: size.height, columns: size.width } : undefined;
}
