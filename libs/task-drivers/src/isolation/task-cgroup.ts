import { access, constants, mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DriverError } from '../driver-error.ts';
import { sendSignal } from '../process/process-members.ts';
import { errorCode, isMissing } from '../system-error.ts';
import type { TaskResources } from '../task-spec.ts';
import { enableControllers } from './cgroup-controllers.ts';
import { isGone, readCgroupFile } from './cgroup-file.ts';
import type { CgroupLayout } from './cgroup-layout.ts';
import {
  type CgroupSetting,
  coreSettings,
  cpuSettingsV1,
  memorySettingsV1,
  settingsV2,
} from './cgroup-limits.ts';

/** Holds the groups of all tasks of the node's agents. */
const PARENT = 'steppe';

/** The kernel needs a moment to take a killed process out of its group. */
const REMOVE_ATTEMPTS_MAX = 100;
const REMOVE_RETRY_MS = 20;

/** Makes sure that a group with limits can be made. @throws Error of the file system with the reason. */
export async function prepareCgroups(layout: CgroupLayout): Promise<void> {
  if (layout.version === 1) {
    const { memoryRoot, cpuRoot, cpusetRoot } = layout;
    await makeParent(join(memoryRoot, PARENT));
    await makeParent(join(cpuRoot, PARENT));
    if (cpusetRoot !== undefined) await prepareCpuset(cpusetRoot, join(cpusetRoot, PARENT));
    return;
  }
  const parent = join(layout.root, PARENT);
  const controllers = ['cpu', 'memory', ...(layout.hasCpuset ? ['cpuset'] : [])];
  await enableControllers(layout.root, controllers);
  await makeParent(parent);
  await enableControllers(parent, controllers);
}

/** One that is there already may have become read-only. */
async function makeParent(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  await access(dir, constants.W_OK);
}

/** Of version 1: a group has no cores and no memory nodes until it is given some of its parent's. */
async function prepareCpuset(parent: string, dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  for (const file of ['cpuset.cpus', 'cpuset.mems']) {
    if ((await readFile(join(dir, file), 'utf8')).trim() !== '') continue;
    await writeFile(join(dir, file), await readFile(join(parent, file), 'utf8'));
  }
}

/** Whether a task can be kept to cores of its own. */
export function canPin(layout: CgroupLayout): boolean {
  return layout.version === 2 ? layout.hasCpuset : layout.cpusetRoot !== undefined;
}

/**
 * Makes the groups of a task with its limits.
 *
 * @returns their directories, the one for memory first.
 * @throws Error with the reason; no group is left behind.
 */
export async function makeTaskCgroups(
  layout: CgroupLayout,
  name: string,
  resources: TaskResources,
): Promise<readonly string[]> {
  await prepareCgroups(layout);
  try {
    return await makeGroups(layout, name, resources);
  } catch (error) {
    for (const dir of taskCgroupDirs(layout, name)) await removeCgroup(dir);
    throw error;
  }
}

async function makeGroups(
  layout: CgroupLayout,
  name: string,
  resources: TaskResources,
): Promise<readonly string[]> {
  const pins = canPin(layout) ? coreSettings(resources) : [];
  if (layout.version === 2) {
    const [dir = ''] = taskCgroupDirs(layout, name);
    await makeCgroup(dir, [...settingsV2(resources), ...pins]);
    return [dir];
  }
  const [memoryDir = '', cpuDir = '', cpusetDir = ''] = taskCgroupDirs(layout, name);
  await makeCgroup(memoryDir, memorySettingsV1(resources));
  await makeCgroup(cpuDir, cpuSettingsV1(resources));
  if (pins.length === 0) return [memoryDir, cpuDir];
  await makeCgroup(cpusetDir, []);
  await prepareCpuset(dirname(cpusetDir), cpusetDir);
  await applySettings(cpusetDir, pins);
  return [memoryDir, cpuDir, cpusetDir];
}

/** Where a task's groups are, or would be. */
export function taskCgroupDirs(layout: CgroupLayout, name: string): readonly string[] {
  const roots =
    layout.version === 2
      ? [layout.root]
      : [layout.memoryRoot, layout.cpuRoot, ...(layout.cpusetRoot ? [layout.cpusetRoot] : [])];
  return roots.map((root) => join(root, PARENT, name));
}

async function makeCgroup(dir: string, settings: readonly CgroupSetting[]): Promise<void> {
  // A group left by a start that nobody knows of may have limits in the way of new ones, and counts its kills.
  await removeCgroup(dir);
  await mkdir(dir);
  await applySettings(dir, settings);
}

async function applySettings(dir: string, settings: readonly CgroupSetting[]): Promise<void> {
  for (const { file, value, optional } of settings) {
    try {
      await writeFile(join(dir, file), value, { flag: 'r+' });
    } catch (error) {
      if (optional !== true || !isMissing(error)) throw error;
    }
  }
}

/** Tells whether the kernel killed a process of the group for want of memory. */
export async function wasKilledForMemory(memoryDir: string): Promise<boolean> {
  for (const file of ['memory.oom_control', 'memory.events']) {
    const count = /^oom_kill (\d+)$/mu.exec(
      (await readCgroupFile(join(memoryDir, file))) ?? '',
    )?.[1];
    if (count !== undefined) return Number(count) > 0;
  }
  return false;
}

/**
 * Kills what is left in a group, and removes it. Does nothing for one that is gone.
 *
 * @throws DriverError `UNAVAILABLE` when a process in it doesn't die.
 */
export async function removeCgroup(dir: string): Promise<void> {
  for (let attempt = 0; attempt < REMOVE_ATTEMPTS_MAX; attempt++) {
    const members = await readCgroupFile(join(dir, 'cgroup.procs'));
    if (members === undefined) return;
    if (members === '' && (await removed(dir))) return;
    await killAllIn(dir, pidsIn(members));
    await delay(REMOVE_RETRY_MS);
  }
  throw new DriverError('UNAVAILABLE', `a process in the control group ${dir} does not end`, {
    recoverable: true,
  });
}

/** Reads `cgroup.procs`, in which a process of another PID namespace is 0; that is nobody whom we could signal. */
export function pidsIn(members: string): readonly number[] {
  return members
    .split('\n')
    .map(Number)
    .filter((pid) => pid > 0);
}

/** Kills all at once where the kernel can (version 2, Linux 5.14): one by one, processes may fork faster. */
async function killAllIn(dir: string, pids: readonly number[]): Promise<void> {
  try {
    await writeFile(join(dir, 'cgroup.kill'), '1', { flag: 'r+' });
  } catch (error) {
    if (!isGone(error)) throw error;
    for (const pid of pids) sendSignal(pid, 'SIGKILL');
  }
}

async function removed(dir: string): Promise<boolean> {
  try {
    await rmdir(dir);
    return true;
  } catch (error) {
    if (isMissing(error)) return true;
    if (errorCode(error) === 'EBUSY') return false;
    throw error;
  }
}

/** Names a task's group; a name of the job's file must not lead elsewhere. */
export function cgroupName(allocId: string, taskName: string): string {
  return `${allocId}.${encodeURIComponent(taskName)}`;
}
