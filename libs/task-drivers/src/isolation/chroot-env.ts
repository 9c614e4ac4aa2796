import { readFile, realpath, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { isInside } from '../inside-path.ts';
import { isMissing } from '../system-error.ts';

/**
 * Directories of the host that a task sees in its chroot, by their path on the host.
 *
 * Source: Nomad's default `chroot_env`.
 */
export const DEFAULT_CHROOT_ENV: Readonly<Record<string, string>> = {
  '/bin': '/bin',
  '/etc': '/etc',
  '/lib': '/lib',
  '/lib32': '/lib32',
  '/lib64': '/lib64',
  '/run/resolvconf': '/run/resolvconf',
  '/sbin': '/sbin',
  '/usr': '/usr',
};

/** A file or directory of the host that appears in a chroot. */
export interface BindMount {
  /** Absolute path on the host, free of symbolic links. */
  readonly source: string;
  /** Absolute path in the chroot. */
  readonly target: string;
  readonly kind: 'file' | 'directory';
  readonly readOnly: boolean;
}

/**
 * Lists what a chroot shows of the host; paths that the host lacks are left out. A bind shows one file system only,
 * so whatever is mounted below a path, as `/etc/resolv.conf` is in a container, becomes a bind of its own.
 * A parent comes before what is in it.
 */
export async function systemBinds(
  chrootEnv: Readonly<Record<string, string>>,
): Promise<readonly BindMount[]> {
  const mountPoints = await mountPointsOfHost();
  const binds: BindMount[] = [];
  const entries = Object.entries(chrootEnv).toSorted(([, a], [, b]) => (a < b ? -1 : 1));
  for (const [hostPath, target] of entries) {
    const bind = await existingBind(hostPath, target);
    if (bind === undefined) continue;
    binds.push(bind);
    for (const point of mountPoints) {
      if (point === bind.source || !isInside(bind.source, point)) continue;
      const below = await existingBind(point, join(target, posix.relative(bind.source, point)));
      if (below !== undefined) binds.push(below);
    }
  }
  return binds;
}

async function existingBind(hostPath: string, target: string): Promise<BindMount | undefined> {
  try {
    const source = await realpath(hostPath);
    const kind = (await stat(source)).isDirectory() ? 'directory' : 'file';
    return { source, target: posix.normalize(target), kind, readOnly: true };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Each in the order in which they were mounted, so that a parent comes before what is in it. */
async function mountPointsOfHost(): Promise<readonly string[]> {
  const table = await readFile('/proc/self/mountinfo', 'utf8');
  const points = table.split('\n').map((line) => line.split(' ')[4] ?? '');
  return [...new Set(points.filter((point) => point !== '').map(unescaped))];
}

/** The kernel writes spaces and the like as octal numbers. */
function unescaped(path: string): string {
  return path.replaceAll(/\\(\d{3})/gu, (_, digits: string) =>
    String.fromCodePoint(Number.parseInt(digits, 8)),
  );
}

/** Tells where on the host a path of a chroot is, going by the names alone. */
export function hostPathOf(
  path: string,
  { rootDir, binds }: { readonly rootDir: string; readonly binds: readonly BindMount[] },
): string {
  const inside = posix.resolve('/', path);
  const nearest = binds
    .filter(({ target }) => isInside(target, inside))
    .toSorted((a, b) => b.target.length - a.target.length)[0];
  return nearest === undefined
    ? join(rootDir, inside)
    : join(nearest.source, posix.relative(nearest.target, inside));
}
