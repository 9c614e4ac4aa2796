import type { HttpClient } from '@steppe/client';
import type { Terminal } from '../terminal.ts';
import { EscapeSequence } from './escape.ts';
import { ExecSocket } from './exec-socket.ts';

export interface RunInTask {
  readonly client: HttpClient;
  /** Where the websocket is. */
  readonly url: URL;
  readonly terminal: Terminal;
  /** Whether the command gets what is typed here. */
  readonly interactive: boolean;
  /** Whether it runs on a terminal, which is as large as this one. */
  readonly tty: boolean;
  /** Begins the sequence that leaves a terminal; undefined: there is none. */
  readonly escape: string | undefined;
  readonly signal: AbortSignal;
}

/** What a shell shows for a command that Ctrl-C ended; here also for one that was left. */
const LEFT = 130;

/**
 * Runs a command inside a task, with this terminal as its own. Returns its exit code.
 *
 * @throws Failure when it does not start, or breaks off.
 */
export async function runInTask(options: RunInTask): Promise<number> {
  const { client, url, terminal, interactive, tty, signal } = options;
  const socket = await ExecSocket.open(url, { token: client.token, tls: client.tlsOptions });
  const leave = (): void => socket.leave();
  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  const screen = tty ? terminal.screen : undefined;
  const restore = interactive ? screen?.setRaw() : undefined;
  const size = screen?.size();
  if (size !== undefined) await socket.resize(size);
  const stopResizing = screen?.onResize((changed) => void socket.resize(changed));
  const feeding = interactive ? feed(socket, options) : socket.closeInput();
  try {
    const output = { stdout: terminal.write, stderr: terminal.writeErr };
    // What cannot be read here ends the session, and is the error.
    const ended = socket.follow(output);
    return (await Promise.race([ended, feeding.then(() => ended)])) ?? LEFT;
  } finally {
    signal.removeEventListener('abort', leave);
    stopResizing?.();
    restore?.();
    // Nothing is read any more, and so this process can end.
    terminal.stdin.destroy();
  }
}

/** Sends what is typed or piped, at the pace at which it can be sent. */
async function feed(
  socket: ExecSocket,
  { terminal, tty, escape }: Pick<RunInTask, 'terminal' | 'tty' | 'escape'>,
): Promise<void> {
  const sequence = tty && escape !== undefined ? new EscapeSequence(escape) : undefined;
  try {
    for await (const chunk of terminal.stdin) {
      const bytes = Buffer.from(chunk);
      const { send, leaves } = sequence?.take(bytes) ?? { send: bytes, leaves: false };
      if (send.length > 0) await socket.sendInput(send);
      if (leaves) return socket.leave();
    }
  } catch (error) {
    // The command has ended while it was waited for more.
    if (!terminal.stdin.destroyed) throw error;
  }
  await socket.closeInput();
}
