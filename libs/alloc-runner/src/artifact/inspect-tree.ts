import { chmod, lstat, readdir, readlink, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { EscapeError, isWayInside } from '../inside/inside-path.ts';

/**
 * Looks through what was fetched before a task may see it.
 *
 * A link may lead anywhere within the tree, and only by a path that goes up first and then down: then every step
 * up is one of a real directory, and none leads out, whatever other links are on the way down.
 *
 * @throws EscapeError for a link that leads out.
 */
export async function inspectTree(root: string, dir = root): Promise<void> {
  for (const name of await readdir(dir)) {
    const path = join(dir, name);
    const stats = await lstat(path);
    if (stats.isSymbolicLink()) assertStaysInside(root, dir, await readlink(path));
    else if (stats.isDirectory()) await inspectTree(root, path);
    else if (!stats.isFile()) await rm(path);
    else if ((stats.mode & 0o7000) !== 0) await chmod(path, stats.mode & 0o777);
  }
}

function assertStaysInside(root: string, dir: string, target: string): void {
  const isPlain = !/(?:^|\/)(?!\.\.?(?:\/|$))[^/]+\/(?:.*\/)?\.\.(?:\/|$)/u.test(target);
  const way = relative(root, join(dir, target));
  if (!target.startsWith('/') && isPlain && isWayInside(way)) return;
  throw new EscapeError(`a link to ${target}`);
}
