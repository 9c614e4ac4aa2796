import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // ESRCH: there is no such process.
  }
}

/** Pids of a process's children, or of those whose command line names a program. */
export async function childrenOf(pid: number, program = ''): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['--ppid', String(pid), '-o', 'pid=,args=']);
  return stdout
    .split('\n')
    .filter((line) => line.trim() !== '' && line.includes(program))
    .map((line) => Number.parseInt(line, 10));
}
