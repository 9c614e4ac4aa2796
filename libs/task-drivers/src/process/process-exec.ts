import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { DriverError } from '../driver-error.ts';
import { mergeOutput } from '../exec-output.ts';
import type { ExecRequest, ExecSession, TerminalSize } from '../exec-session.ts';
import { errorMessage } from '../system-error.ts';
import type { ExitResult } from '../task-driver.ts';
import { findProgram } from './find-program.ts';
import { sendSignal } from './process-members.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { terminalCommand, TerminalOfChild } from './terminal.ts';

export interface ProcessExecOptions {
  readonly leader: ProcessIdentity;
  readonly workDir: string;
  readonly request: ExecRequest;
}

/**
 * Runs a command beside a task's process, with the environment that the process was started with.
 *
 * @throws DriverError `EXEC_FAILED`.
 */
export async function openProcessExec({
  leader,
  workDir,
  request,
}: ProcessExecOptions): Promise<ExecSession> {
  const env = await environmentOf(leader.pid);
  const [program, ...args] = request.command;
  const path = program.includes('/') ? program : await findProgram(program, env['PATH'] ?? '');
  if (path === undefined) throw execFailed(`"${program}" was not found on the task's PATH`);
  const [file, ...words] = request.tty
    ? await terminalCommand([path, ...args], request.size)
    : [path, ...args];

  const child = spawn(file ?? path, words, { cwd: workDir, env, detached: true, stdio: 'pipe' });
  const exit = new Promise<ExitResult>((resolve) => {
    child.once('exit', (code, signal) => resolve(exitOf(code, signal)));
  });
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw execFailed(errorMessage(error), error);
  }
  // Writing to a command that has ended is no fault of the session; how it ended is told by `exit`.
  child.stdin.on('error', () => child.stdin.destroy());
  const pid = child.pid ?? 0;
  const terminal = request.tty ? new TerminalOfChild(pid) : undefined;
  return {
    stdin: child.stdin,
    output: mergeOutput(child.stdout, child.stderr),
    exit,
    resize: async (size: TerminalSize) => terminal?.resize(size),
    close: async () => {
      if (child.exitCode === null && child.signalCode === null) sendSignal(-pid, 'SIGKILL');
    },
  };
}

/** Reads what the process was started with; kept nowhere else, since it may hold secrets. */
async function environmentOf(pid: number): Promise<Record<string, string>> {
  const content = await readFile(`/proc/${pid}/environ`, 'utf8');
  return Object.fromEntries(
    content
      .split('\0')
      .filter((entry) => entry.includes('='))
      .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );
}

function exitOf(code: number | null, signal: NodeJS.Signals | null): ExitResult {
  const number = signal === null ? 0 : constants.signals[signal];
  return { exitCode: code ?? 128 + number, signal: number, oomKilled: false };
}

function execFailed(message: string, cause?: unknown): DriverError {
  return new DriverError('EXEC_FAILED', `failed to exec in the task: ${message}`, {
    recoverable: false,
    cause,
  });
}
