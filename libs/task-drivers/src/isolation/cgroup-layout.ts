import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the kernel's control groups are mounted; version 1 has a tree per controller, version 2 one for all. */
export type CgroupLayout =
  | {
      readonly version: 1;
      readonly memoryRoot: string;
      readonly cpuRoot: string;
      /** What pins to cores; absent where the kernel has none. */
      readonly cpusetRoot?: string;
    }
  | { readonly version: 2; readonly root: string; readonly hasCpuset: boolean };

/** Control groups that limit cpu and memory, or why a machine has none. */
export type FoundCgroups = { readonly layout: CgroupLayout } | { readonly fault: string };

/**
 * Finds the control groups that limit cpu and memory.
 *
 * @param mountsFile lists the mounts, as proc_mounts(5).
 */
export async function findCgroups(mountsFile = '/proc/mounts'): Promise<FoundCgroups> {
  const mounts = (await readFile(mountsFile, 'utf8')).split('\n').map((line) => {
    const [, path = '', type = '', options = ''] = line.split(' ');
    return { path, type, options: options.split(',') };
  });
  const v1 = (controller: string): string | undefined =>
    mounts.find(({ type, options }) => type === 'cgroup' && options.includes(controller))?.path;
  const [memoryRoot, cpuRoot] = [v1('memory'), v1('cpu')];
  if (memoryRoot !== undefined && cpuRoot !== undefined) {
    const cpusetRoot = v1('cpuset');
    return {
      layout: {
        version: 1,
        memoryRoot,
        cpuRoot,
        ...(cpusetRoot === undefined ? {} : { cpusetRoot }),
      },
    };
  }

  const root = mounts.find(({ type }) => type === 'cgroup2')?.path;
  if (root === undefined) return { fault: 'no control groups are mounted' };
  const file = join(root, 'cgroup.controllers');
  const offered = (await readFile(file, 'utf8')).trim();
  const has = (controller: string): boolean => offered.split(' ').includes(controller);
  const missing = ['cpu', 'memory'].filter((controller) => !has(controller));
  if (missing.length === 0) return { layout: { version: 2, root, hasCpuset: has('cpuset') } };
  // A kernel may be told to leave memory out, as that of a Raspberry Pi is, and a container's parent may keep some.
  const controllers = offered === '' ? 'none' : `only ${offered.replaceAll(' ', ', ')}`;
  return {
    fault: `${file} offers ${controllers}, and so not ${missing.join(' and ')}: the kernel or the parent group leaves it out`,
  };
}
