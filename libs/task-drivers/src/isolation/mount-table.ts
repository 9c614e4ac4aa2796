import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BindMount } from './chroot-env.ts';
import { DEVICES } from './device-dir.ts';

export interface ChrootPlan {
  /** On the host: what becomes the task's root. */
  readonly rootDir: string;
  /** On the host: what becomes the task's /dev. */
  readonly deviceDir: string;
  readonly binds: readonly BindMount[];
}

/** Of /proc: what would let root change the machine; of these a task may read only. Source: runc's defaults. */
const PROC_READ_ONLY = ['bus', 'fs', 'irq', 'sys', 'sysrq-trigger'].map(inProc);

/** Of /proc: what tells of the machine's memory and of others' processes. Source: runc's defaults. */
const PROC_HIDDEN = ['kcore', 'keys', 'latency_stats', 'timer_list', 'sched_debug'].map(inProc);

const PSEUDO = 'nosuid,nodev,noexec';

/** Writes all mounts of a chroot as an fstab(5), for one call of mount(8), in the order in which they are made. */
export function mountTable({ rootDir, deviceDir, binds }: ChrootPlan): string {
  const at = (path: string): string => join(rootDir, path);
  const lines = [
    // With what is mounted in it: the task's secrets.
    [rootDir, rootDir, 'none', 'rbind,nodev'],
    ...binds.map(({ source, target, readOnly }) => [
      source,
      at(target),
      'none',
      `bind,nodev,${readOnly ? 'ro' : 'rw'}`,
    ]),
    [deviceDir, at('/dev'), 'none', 'bind,ro,nosuid,nodev,noexec'],
    ...DEVICES.map((name) => [`/dev/${name}`, at(`/dev/${name}`), 'none', 'bind']),
    ['devpts', at('/dev/pts'), 'devpts', 'newinstance,ptmxmode=0666,mode=0620,nosuid,noexec'],
    ['shm', at('/dev/shm'), 'tmpfs', `mode=1777,size=64m,${PSEUDO}`],
    // A kernel may be built without message queues.
    ...(existsSync('/proc/sys/fs/mqueue') ? [['mqueue', at('/dev/mqueue'), 'mqueue', PSEUDO]] : []),
    ['proc', at('/proc'), 'proc', PSEUDO],
    ...present(PROC_READ_ONLY).map((name) => [at(name), at(name), 'none', `bind,ro,${PSEUDO}`]),
    ...present(PROC_HIDDEN).map((name) => ['/dev/null', at(name), 'none', 'bind']),
    ['sysfs', at('/sys'), 'sysfs', `ro,${PSEUDO}`],
    ...present(['/sys/firmware']).map((path) => ['tmpfs', at(path), 'tmpfs', `ro,${PSEUDO}`]),
  ];
  return lines.map((fields) => `${fields.map(escaped).join(' ')} 0 0\n`).join('');
}

function inProc(name: string): string {
  return `/proc/${name}`;
}

function present(paths: readonly string[]): string[] {
  return paths.filter((path) => existsSync(path));
}

function escaped(field: string): string {
  return field.replaceAll(
    /[\\\s#]/gu,
    (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
}
