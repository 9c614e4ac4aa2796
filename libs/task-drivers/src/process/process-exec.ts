import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { DriverError } from '../driver-error.ts';
import { mergeOutput } from '../exec-output.ts';
import type { ExecRequest, ExecSession, TerminalSize } from '../exec-session.ts';
import { errorMessage } from '../system-error.ts';
import type { ExitResult } from '../task-driver.ts';
import { findProgram } from './find-program.ts';
import { readProcEntries } from './proc-entries.ts';
import { readProcStat } from './proc-stat.ts';
import { SUPERVISOR_NAME } from './supervisor-script.ts';
import { sendSignal } from './process-members.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { terminalCommand, TerminalOfChild } from './terminal.ts';

export interface ProcessExecOptions {
  readonly leader: ProcessIdentity;
  readonly workDir: string;
  /** Words before the command that bring it to the task, and give it the task's rights. */
  readonly join: readonly string[];
  /** Whether the command is to be looked for here, and not by whoever runs in the end. @default true */
  readonly lookUp?: boolean;
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
  join,
  lookUp = true,
  request,
}: ProcessExecOptions): Promise<ExecSession> {
  const env = environmentOf(leader.pid);
  const [program, ...args] = request.command;
  const path =
    program.includes('/') || !lookUp ? program : await findProgram(program, env['PATH'] ?? '');
  if (path === undefined) throw execFailed(`"${program}" was not found on the task's PATH`);
  const words = [...join, path, ...args];
  const [file, ...fileArgs] = request.tty ? await terminalCommand(words, request.size) : words;

  const child = spawn(file ?? path, fileArgs, { cwd: workDir, env, detached: true, stdio: 'pipe' });
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

/**
 * Reads the environment that a task was started with; kept nowhere else, since it may hold secrets. The supervisor's
 * is the original: a program may write over its own, as some do to change how they are listed.
 */
function environmentOf(leaderPid: number): Record<string, string> {
  const parentPid = readProcStat(leaderPid)?.parentPid ?? 0;
  const isSupervisor = readProcEntries(parentPid, 'cmdline').includes(SUPERVISOR_NAME);
  const entries = readProcEntries(isSupervisor ? parentPid : leaderPid, 'environ');
  return Object.fromEntries(
    entries
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
