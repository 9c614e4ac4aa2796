import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, errorMessage } from '../system-error.ts';

/** What the kernel's refusals mean here, and what an operator does about them. Source: the kernel's cgroup-v2.rst. */
const REASONS: Readonly<Record<string, string>> = {
  EBUSY:
    "the group has processes of its own, as a container's root has: give the container the machine's control groups (--cgroupns=host), or move its processes to a group below",
  EROFS:
    'it is mounted read-only: run the container with --privileged, and the unit without ProtectControlGroups',
};

/**
 * Has a group of version 2 hand these controllers on to the groups below it. Those that it hands on already are left
 * alone, since it may be somebody else's.
 *
 * @throws Error that names the group and the reason.
 */
export async function enableControllers(
  dir: string,
  controllers: readonly string[],
): Promise<void> {
  const file = join(dir, 'cgroup.subtree_control');
  const enabled = (await readFile(file, 'utf8')).trim().split(' ');
  const missing = controllers.filter((controller) => !enabled.includes(controller));
  if (missing.length === 0) return;
  try {
    await writeFile(file, missing.map((controller) => `+${controller}`).join(' '));
  } catch (error) {
    throw enablingFault(file, missing, error);
  }
}

export function enablingFault(file: string, controllers: readonly string[], error: unknown): Error {
  const reason = REASONS[errorCode(error)] ?? errorMessage(error);
  return new Error(`${controllers.join(', ')} can't be enabled in ${file}: ${reason}`, {
    cause: error,
  });
}
