import { findProgram } from '../process/find-program.ts';

/** The programs that isolation is made of: util-linux, and of coreutils `env`. */
const TOOL_NAMES = [
  'unshare',
  'nsenter',
  'setpriv',
  'setsid',
  'mount',
  'umount',
  'pivot_root',
  'env',
  'sh',
] as const;

/** Those that run once the task's own root is in place, and so must be in it. */
export const TOOLS_INSIDE = ['setsid', 'setpriv', 'umount', 'env', 'sh'] as const;

export type IsolationTools = Readonly<Record<(typeof TOOL_NAMES)[number], string>>;

/** The system's own directories, which an agent's PATH may leave out. */
const SYSTEM_DIRS = '/usr/sbin:/usr/bin:/sbin:/bin';

/** Lists where tools may be: the system's directories, then the agent's PATH. */
export function toolPath(): string {
  return `${SYSTEM_DIRS}:${process.env['PATH'] ?? ''}`;
}

/** Finds the absolute paths of the tools, or lists the names of those that the machine lacks. */
export async function findIsolationTools(
  searchPath: string,
): Promise<{ readonly tools: IsolationTools } | { readonly missing: readonly string[] }> {
  const find = (name: string): Promise<string | undefined> => findProgram(name, searchPath);
  const [unshare, nsenter, setpriv, setsid, mount, umount, pivot_root, env, sh] = await Promise.all(
    TOOL_NAMES.map(find),
  );
  if (unshare && nsenter && setpriv && setsid && mount && umount && pivot_root && env && sh) {
    return { tools: { unshare, nsenter, setpriv, setsid, mount, umount, pivot_root, env, sh } };
  }
  const found = [unshare, nsenter, setpriv, setsid, mount, umount, pivot_root, env, sh];
  return { missing: TOOL_NAMES.filter((_, index) => found[index] === undefined) };
}
