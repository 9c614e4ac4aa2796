import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Failure } from '../failure.ts';
import type { Terminal } from '../terminal.ts';

/** After the request to end, a child has so long until it is killed. */
const GRACE_MS = 5_000;

/**
 * Runs a command with this terminal as its own; when the signal is aborted, it is told to end.
 *
 * @returns how it ended, e.g. `exit status 3`; undefined when all went well.
 */
export async function runChild(
  words: readonly string[],
  { terminal, env, signal }: { terminal: Terminal; env: NodeJS.ProcessEnv; signal: AbortSignal },
): Promise<string | undefined> {
  const [command = '', ...args] = words;
  const pipes = terminal.screen === undefined ? 'pipe' : 'inherit';
  const child = spawn(command, args, { env, stdio: ['inherit', pipes, pipes] });
  child.stdout?.on('data', (bytes: Buffer) => void terminal.write(bytes));
  child.stderr?.on('data', (bytes: Buffer) => void terminal.writeErr(bytes));
  const stop = (): void => end(child);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    const [code, killedBy] = await once(child, 'close');
    if (code === 0) return undefined;
    return killedBy === null ? `exit status ${code}` : `signal: ${killedBy}`;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Failure(`Cannot run "${command}": ${reason}`, { cause });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function end(child: ChildProcess): void {
  child.kill('SIGTERM');
  const killing = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  child.once('close', () => clearTimeout(killing));
}
