import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { DriverError } from '../driver-error.ts';
import { errorMessage, isMissing } from '../system-error.ts';
import { parseProcStat } from './proc-stat.ts';
import { currentBootId, type ProcessIdentity } from './process-identity.ts';
import { findProgram } from './find-program.ts';
import {
  type PreludeOptions,
  preludeOf,
  SUPERVISOR_NAME,
  SUPERVISOR_SCRIPT,
} from './supervisor-script.ts';

export interface LaunchOptions {
  /** For the supervisor's files; emptied first. */
  readonly stateDir: string;
  /** Absolute path of the program, and its arguments. */
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Absolute paths of the files that output is appended to. */
  readonly stdoutFile: string;
  readonly stderrFile: string;
  readonly oomScoreAdj?: number;
  readonly surround?: Surround;
}

/** Surrounds a command with programs that make a place for it. */
export interface Surround {
  /** Path of setsid(1) in that place. */
  readonly setsid: string;

  /**
   * Puts files into the emptied state directory.
   *
   * @returns shell words that end the supervisor's prelude: they run `"$@"` in the end, and get `$dir` and `$stat`.
   */
  prepare(stateDir: string): Promise<string>;
}

export interface Launched {
  /** The process that the supervisor waits for. */
  readonly leader: ProcessIdentity;
  /** The command itself, when other programs surround it. */
  readonly target: ProcessIdentity | undefined;
}

/**
 * Starts a command under a supervisor that outlives this process, and returns who it is.
 *
 * @throws DriverError `START_FAILED`.
 */
export async function launch(options: LaunchOptions): Promise<Launched> {
  const { stateDir, env, oomScoreAdj } = options;
  await rm(stateDir, { recursive: true, force: true });
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const surrounding = await options.surround?.prepare(stateDir);
  const prelude = preludeOf({
    env,
    envProgram: await requireProgram('env'),
    ...(oomScoreAdj === undefined ? {} : { oomScoreAdj }),
    ...(surrounding === undefined ? {} : { surrounding }),
  } satisfies PreludeOptions);
  if (prelude !== '') await writeFile(join(stateDir, 'prelude'), prelude, { mode: 0o600 });

  const setsid = options.surround?.setsid ?? (await requireProgram('setsid'));
  const line = await spawnSupervisor(options, setsid);
  const leader = await identityOf(line);
  if (leader === undefined) throw await startFailure(options);
  const targetLine =
    surrounding === undefined ? '' : await readFile(join(stateDir, 'target'), 'utf8');
  return { leader, target: await identityOf(targetLine) };
}

async function identityOf(statLine: string): Promise<ProcessIdentity | undefined> {
  const stat = parseProcStat(statLine);
  if (stat === undefined) return undefined;
  return { pid: stat.pid, startTicks: stat.startTicks, bootId: await currentBootId() };
}

/** Returns what the supervisor tells just before the command runs: its line of /proc/<pid>/stat, or nothing. */
async function spawnSupervisor(options: LaunchOptions, setsid: string): Promise<string> {
  const files = await Promise.all([
    open(join(options.stateDir, 'supervisor.err'), 'a', 0o600),
    open(options.stdoutFile, 'a', 0o644),
    open(options.stderrFile, 'a', 0o644),
  ]);
  try {
    const [errors, stdout, stderr] = files.map((file) => file.fd);
    const child = spawn(
      '/bin/sh',
      ['-c', SUPERVISOR_SCRIPT, SUPERVISOR_NAME, options.stateDir, setsid, ...options.command],
      {
        cwd: options.cwd,
        env: options.env,
        detached: true,
        stdio: ['ignore', 'pipe', errors, stdout, stderr],
      },
    );
    await once(child, 'spawn');
    child.unref();
    return child.stdout === null ? '' : await firstLine(child.stdout);
  } catch (error) {
    throw new DriverError('START_FAILED', `failed to launch command: ${errorMessage(error)}`, {
      recoverable: true,
      cause: error,
    });
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}

async function firstLine(stream: Readable): Promise<string> {
  let line = '';
  for await (const chunk of stream) {
    line += String(chunk);
    if (line.endsWith('\n')) break;
  }
  return line;
}

async function startFailure({ stateDir, command }: LaunchOptions): Promise<DriverError> {
  const reason = await readFile(join(stateDir, 'supervisor.err'), 'utf8').catch(
    (error: unknown) => {
      if (isMissing(error)) return '';
      throw error;
    },
  );
  return new DriverError(
    'START_FAILED',
    `failed to launch command "${command[0]}": ${reason.trim() || 'its supervisor ended at once'}`,
    { recoverable: true },
  );
}

async function requireProgram(name: string): Promise<string> {
  const path = await findProgram(name, process.env['PATH'] ?? '');
  if (path !== undefined) return path;
  throw new DriverError(
    'START_FAILED',
    `failed to launch command: the program "${name}" (util-linux or coreutils) is not on the agent's PATH`,
    { recoverable: false },
  );
}
