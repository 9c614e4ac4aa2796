import type { TaskResources } from '../task-spec.ts';

const BYTES_PER_MB = 1024 * 1024;

/** Shares as version 1 counts them. Source: the kernel's cgroup documentation. */
const SHARES_MIN = 2;
const SHARES_MAX = 262_144;

/** What to write into a group's files; `optional` ones are not there on every machine. */
export interface CgroupSetting {
  readonly file: string;
  readonly value: string;
  readonly optional?: boolean;
}

/** A task that others need memory from is cut back to what it reserved, when it may reach beyond it. */
function memoryBytesOf({ memoryMb, memoryMaxMb = memoryMb }: TaskResources) {
  return {
    reserved: memoryMb * BYTES_PER_MB,
    ceiling: memoryMaxMb === -1 ? undefined : Math.max(memoryMb, memoryMaxMb) * BYTES_PER_MB,
  };
}

/** Settings of version 1's memory controller. Swap is off: it would only delay the kill, and slow the machine. */
export function memorySettingsV1(resources: TaskResources): readonly CgroupSetting[] {
  const { reserved, ceiling } = memoryBytesOf(resources);
  const limit = String(ceiling ?? -1);
  return [
    { file: 'memory.limit_in_bytes', value: limit },
    { file: 'memory.memsw.limit_in_bytes', value: limit, optional: true },
    { file: 'memory.soft_limit_in_bytes', value: String(reserved) },
  ];
}

export function cpuSettingsV1(resources: TaskResources): readonly CgroupSetting[] {
  return [{ file: 'cpu.shares', value: String(cpuShares(resources)) }];
}

/** Keeps a task to the cores that it has for itself. */
export function coreSettings({ cores = [] }: TaskResources): readonly CgroupSetting[] {
  return cores.length === 0 ? [] : [{ file: 'cpuset.cpus', value: cores.join(',') }];
}

export function settingsV2(resources: TaskResources): readonly CgroupSetting[] {
  const { reserved, ceiling } = memoryBytesOf(resources);
  return [
    { file: 'memory.max', value: ceiling === undefined ? 'max' : String(ceiling) },
    { file: 'memory.swap.max', value: '0', optional: true },
    { file: 'memory.low', value: String(reserved) },
    { file: 'cpu.weight', value: String(cpuWeight(cpuShares(resources))) },
  ];
}

/** A share per MHz, as in Nomad. */
function cpuShares({ cpuMhz }: TaskResources): number {
  return Math.min(Math.max(Math.round(cpuMhz), SHARES_MIN), SHARES_MAX);
}

/** Source: the conversion that runc and systemd agree on, from 2…262144 to 1…10000. */
function cpuWeight(shares: number): number {
  return 1 + Math.floor(((shares - SHARES_MIN) * 9_999) / (SHARES_MAX - SHARES_MIN));
}
