import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Surround } from '../process/launch.ts';
import { shellQuoted } from '../process/supervisor-script.ts';
import type { Chroot } from './chroot-plan.ts';
import { makeDeviceDir } from './device-dir.ts';
import { INIT_SCRIPT, JOIN_SCRIPT } from './init-script.ts';
import type { IsolationTools } from './isolation-tools.ts';
import { mountTable } from './mount-table.ts';

export interface Namespaces {
  readonly privatePids: boolean;
  readonly privateIpc: boolean;
}

/**
 * Puts namespaces, control groups and a root of its own around a task. All mounts are made in the task's own
 * mount namespace, and so end with its last process, however that ends.
 */
export function surroundTask({
  tools,
  chroot,
  namespaces,
  cgroups,
  networkPath,
}: {
  readonly tools: IsolationTools;
  readonly chroot: Chroot;
  readonly namespaces: Namespaces;
  readonly cgroups: readonly string[];
  /** The network namespace to join, when it is not the machine's. */
  readonly networkPath: string | undefined;
}): Surround {
  const prepare = async (stateDir: string): Promise<string> => {
    const deviceDir = join(stateDir, 'dev');
    await makeDeviceDir(deviceDir);
    await writeFile(join(stateDir, 'mounts'), mountTable({ ...chroot, deviceDir }), {
      mode: 0o600,
    });
    const before = [
      ...joinCgroups(tools, cgroups),
      ...(networkPath === undefined ? [] : [tools.nsenter, `--net=${networkPath}`, '--']),
      tools.unshare,
      ...unshareFlags(namespaces),
      '--',
      tools.sh,
      '-c',
      INIT_SCRIPT,
      'steppe-init',
    ];
    const paths = [chroot.rootDir, tools.mount, tools.pivot_root, tools.umount];
    return `${quoted(before)} "$dir" "$stat" ${quoted(paths)} "$@"`;
  };
  return { setsid: tools.setsid, prepare };
}

function quoted(words: readonly string[]): string {
  return words.map(shellQuoted).join(' ');
}

/** The words before a command that move it into control groups; none when there are none. */
export function joinCgroups(tools: IsolationTools, cgroups: readonly string[]): readonly string[] {
  return cgroups.length === 0 ? [] : [tools.sh, '-c', JOIN_SCRIPT, 'steppe-join', ...cgroups, '--'];
}

function unshareFlags({ privatePids, privateIpc }: Namespaces): readonly string[] {
  return [
    '--mount',
    '--propagation=private',
    ...(privateIpc ? ['--ipc'] : []),
    ...(privatePids ? ['--pid', '--fork', '--kill-child'] : []),
  ];
}

/** The words before a command that bring it into the namespaces of a process. */
export function enterNamespaces(
  tools: IsolationTools,
  pid: number,
  { privatePids, privateIpc }: Namespaces,
): readonly string[] {
  return [
    tools.nsenter,
    `--target=${pid}`,
    '--mount',
    '--net',
    ...(privateIpc ? ['--ipc'] : []),
    ...(privatePids ? ['--pid'] : []),
    '--',
  ];
}
