import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { errorMessage } from '../system-error.ts';
import { findCgroups } from './cgroup-layout.ts';
import { findIsolationTools, toolPath } from './isolation-tools.ts';
import { prepareCgroups } from './task-cgroup.ts';

const run = promisify(execFile);
const TRY_TIMEOUT_MS = 10_000;

/** Whether this machine can isolate tasks, and what people should know about it. */
export type IsolationFingerprint =
  | { readonly possible: false; readonly reason: string }
  | { readonly possible: true; readonly healthDescription: string };

/**
 * Looks for the rights and tools that isolation takes, and tries it.
 *
 * @param uid of the agent.
 * @param searchPath where the tools may be, like PATH.
 */
export async function fingerprintIsolation(
  uid = process.getuid?.(),
  searchPath = toolPath(),
): Promise<IsolationFingerprint> {
  if (process.platform !== 'linux') return impossible('Driver needs Linux');
  if (uid !== 0) return impossible('Driver must run as root');
  const found = await findIsolationTools(searchPath);
  if ('missing' in found) {
    return impossible(`Missing on this node: ${found.missing.join(', ')} (util-linux, mount)`);
  }
  const { unshare, env } = found.tools;
  try {
    // As in a container without the rights for it.
    await run(unshare, ['--mount', '--pid', '--ipc', '--fork', '--', env], {
      timeout: TRY_TIMEOUT_MS,
    });
  } catch (error) {
    return impossible(`Namespaces can't be made: ${errorMessage(error)}`);
  }
  const fault = await cgroupFault();
  const healthDescription =
    fault === undefined ? 'Healthy' : `Healthy, but without limits for cpu and memory: ${fault}`;
  return { possible: true, healthDescription };
}

function impossible(reason: string): IsolationFingerprint {
  return { possible: false, reason };
}

async function cgroupFault(): Promise<string | undefined> {
  try {
    const found = await findCgroups();
    if ('fault' in found) return found.fault;
    await prepareCgroups(found.layout);
    return undefined;
  } catch (error) {
    return errorMessage(error);
  }
}
