import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const END_TIMEOUT_MS = 10_000;
const POLL_MS = 20;

/** The command line of a process, or undefined when there is none with this pid. */
export async function commandLineOf(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-p', String(pid), '-o', 'args=']);
    return stdout.trim();
  } catch {
    return undefined; // `ps` fails exactly when there is no such process.
  }
}

/** Asks a process that is no child of ours to end, kills it when it does not, and waits until it is gone. */
export async function endProcess(pid: number): Promise<void> {
  signal(pid, 'SIGTERM');
  const deadline = performance.now() + END_TIMEOUT_MS;
  while (isAlive(pid)) {
    if (performance.now() > deadline) signal(pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // ESRCH: it is gone.
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // ESRCH: it ended by itself meanwhile, which is what was wanted.
  }
}
