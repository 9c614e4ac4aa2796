import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { DriverError } from '../driver-error.ts';

const run = promisify(execFile);

export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

/**
 * Looks a user of this machine up by name or number, wherever the machine keeps them.
 *
 * @throws DriverError `START_FAILED` for an unknown one.
 */
export async function findUser(user: string): Promise<User> {
  let line: string;
  try {
    line = (await run('getent', ['passwd', '--', user])).stdout;
  } catch (error) {
    throw new DriverError(
      'START_FAILED',
      `failed to run as user "${user}": there is no such user on this machine`,
      { recoverable: false, cause: error },
    );
  }
  const [name = '', , uid, gid, , home = '/'] = line.trim().split(':');
  return { name, uid: Number(uid), gid: Number(gid), home };
}
