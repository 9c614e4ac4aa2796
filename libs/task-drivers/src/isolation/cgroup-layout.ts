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

/** Finds the control groups that limit cpu and memory; undefined when the machine has none. */
export async function findCgroups(): Promise<CgroupLayout | undefined> {
  const mounts = (await readFile('/proc/mounts', 'utf8')).split('\n').map((line) => {
    const [, path = '', type = '', options = ''] = line.split(' ');
    return { path, type, options: options.split(',') };
  });
  const v1 = (controller: string): string | undefined =>
    mounts.find(({ type, options }) => type === 'cgroup' && options.includes(controller))?.path;
  const [memoryRoot, cpuRoot] = [v1('memory'), v1('cpu')];
  if (memoryRoot !== undefined && cpuRoot !== undefined) {
    const cpusetRoot = v1('cpuset');
    return { version: 1, memoryRoot, cpuRoot, ...(cpusetRoot === undefined ? {} : { cpusetRoot }) };
  }

  const root = mounts.find(({ type }) => type === 'cgroup2')?.path;
  if (root === undefined) return undefined;
  const controllers = (await readFile(join(root, 'cgroup.controllers'), 'utf8')).trim().split(' ');
  const hasBoth = controllers.includes('memory') && controllers.includes('cpu');
  return hasBoth ? { version: 2, root, hasCpuset: controllers.includes('cpuset') } : undefined;
}
