import { DEFAULT_ALLOWED_CAPS, deniedCaps, grantedCaps } from '../capabilities.ts';
import { DriverError } from '../driver-error.ts';
import { idsOf } from '../process/run-as-user.ts';
import type { TaskSpec } from '../task-spec.ts';
import type { IsolationConfig } from './isolation-config.ts';
import type { IsolationOptions } from './isolation-options.ts';
import type { IsolationTools } from './isolation-tools.ts';

/** Whom a task runs as that names nobody. */
const DEFAULT_USER = 'nobody';

/**
 * Returns the words that give up the agent's rights for the task's: its user, and of the capabilities those granted.
 * As in Nomad the task has them at once though it isn't root, so that it can bind port 80.
 *
 * @throws DriverError `START_FAILED` for a user or a capability that the node doesn't allow.
 */
export async function withTaskPrivileges(
  spec: TaskSpec,
  config: IsolationConfig,
  { options, tools }: { readonly options: IsolationOptions; readonly tools: IsolationTools },
): Promise<readonly string[]> {
  const user = spec.user ?? DEFAULT_USER;
  const { name, uid, gid } = await idsOf(user);
  // A user has other names, such as its number.
  const deniedUsers = options.deniedUsers ?? ['root'];
  if ([user, name, String(uid)].some((each) => deniedUsers.includes(each))) {
    throw refused(`running as user "${user}" is disallowed on this node`);
  }

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
