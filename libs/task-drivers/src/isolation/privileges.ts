import { DEFAULT_ALLOWED_CAPS, deniedCaps, grantedCaps } from '../capabilities.ts';
import { DriverError } from '../driver-error.ts';
import { refuseDenied } from '../process/denied-ids.ts';
import { findUser, type User } from '../process/find-user.ts';
import type { TaskSpec } from '../task-spec.ts';
import type { IsolationConfig } from './isolation-config.ts';
import type { IsolationOptions } from './isolation-options.ts';
import type { IsolationTools } from './isolation-tools.ts';

/** Whom a task runs as that names no user. */
export const ISOLATED_USER = 'nobody';

/**
 * Finds whom a task runs as.
 *
 * @throws DriverError `START_FAILED` for a user that the machine doesn't know or the node doesn't allow.
 */
export async function permittedUser(spec: TaskSpec, options: IsolationOptions): Promise<User> {
  const asked = spec.user ?? ISOLATED_USER;
  const user = await findUser(asked);
  refuseDenied(user, options.denied ?? {});
  // A user has other names, such as its number.
  const denied = options.deniedUsers ?? ['root'];
  if ([asked, user.name, String(user.uid)].every((name) => !denied.includes(name))) return user;
  throw refused(`running as user "${asked}" is disallowed on this node`);
}

/**
 * Returns the words that give up the agent's rights for the task's: its user, and of the capabilities those granted.
 * As in Nomad the task has them at once though it isn't root, so that it can bind port 80.
 *
 * @throws DriverError `START_FAILED` for a capability that the node doesn't allow.
 */
export function withTaskPrivileges(
  { uid, gid }: User,
  config: IsolationConfig,
  { options, tools }: { readonly options: IsolationOptions; readonly tools: IsolationTools },
): readonly string[] {
  const request = {
    allowed: options.allowCaps ?? DEFAULT_ALLOWED_CAPS,
    add: config.cap_add ?? [],
    drop: config.cap_drop ?? [],
  };
  const denied = deniedCaps(request);
  if (denied.length > 0) {
    const names = denied.join(', ').toLowerCase();
    throw refused(`driver does not allow the following capabilities: ${names}`);
  }
  const caps = ['-all', ...grantedCaps(request).map((cap) => `+${cap.toLowerCase()}`)].join(',');
  return [
    tools.setpriv,
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--init-groups',
    `--bounding-set=${caps}`,
    `--inh-caps=${caps}`,
    `--ambient-caps=${caps}`,
    '--',
  ];
}

function refused(message: string): DriverError {
  return new DriverError('START_FAILED', message, { recoverable: false });
}
