import { DriverError } from '../driver-error.ts';
import { type DeniedIds, refuseDenied } from './denied-ids.ts';
import { findProgram } from './find-program.ts';
import { findUser } from './find-user.ts';

/**
 * Returns the words to put before a command so that it runs as `user`, a name or number, with that user's groups.
 * None when no user is asked for.
 *
 * @throws DriverError `START_FAILED` for an unknown or denied user, or when this process may not change its own.
 */
export async function runAsUser(
  user: string | undefined,
  denied: DeniedIds = {},
): Promise<readonly string[]> {
  if (user === undefined || user === '') return [];
  const ids = await findUser(user);
  refuseDenied(ids, denied);
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

function startFailed(message: string): DriverError {
  return new DriverError('START_FAILED', message, { recoverable: false });
}
