import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { DriverError } from '../driver-error.ts';
import { findProgram } from './find-program.ts';

const run = promisify(execFile);

/**
 * Returns the words to put before a command so that it runs as `user`, a name or number, with that user's groups.
 * None when no user is asked for.
 *
 * @throws DriverError `START_FAILED` for an unknown user, or when this process may not change its own.
 */
export async function runAsUser(user: string | undefined): Promise<readonly string[]> {
  if (user === undefined || user === '') return [];
  const ids = await idsOf(user);
  if (ids.uid === process.getuid?.()) return [];
  if (process.getuid?.() !== 0) {
    throw startFailed(`failed to run as user "${user}": the agent is not running as root`);
  }
  const setpriv = await findProgram('setpriv', process.env['PATH'] ?? '');
  if (setpriv === undefined) {
    throw startFailed(
      `failed to run as user "${user}": setpriv (util-linux) is not on the agent's PATH`,
    );
  }
  return [setpriv, `--reuid=${ids.uid}`, `--regid=${ids.gid}`, '--init-groups', '--'];
}

/**
 * Looks a user up by its name or number.
 *
 * @throws DriverError `START_FAILED` for an unknown one.
 */
export async function idsOf(
  user: string,
): Promise<{ readonly name: string; readonly uid: number; readonly gid: number }> {
  let line: string;
  try {
    line = (await run('id', [user])).stdout;
  } catch (error) {
    throw startFailed(
      `failed to run as user "${user}": there is no such user on this machine`,
      error,
    );
  }
  // As in `uid=65534(nobody) gid=65534(nogroup) groups=65534(nogroup)`; a name may be missing.
  const [, uid, name = '', gid] = /^uid=(\d+)(?:\(([^)]*)\))? gid=(\d+)/u.exec(line) ?? [];
  if (uid !== undefined && gid !== undefined) return { name, uid: Number(uid), gid: Number(gid) };
  throw startFailed(`failed to run as user "${user}": id(1) answered ${JSON.stringify(line)}`);
}

function startFailed(message: string, cause?: unknown): DriverError {
  return new DriverError('START_FAILED', message, { recoverable: false, cause });
}
