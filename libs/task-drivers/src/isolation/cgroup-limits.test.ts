import { expect, test } from '@jest/globals';
import type { TaskResources } from '../task-spec.ts';
import {
  coreSettings,
  cpuSettingsV1,
  memorySettingsV1,
  settingsV2,
  type CgroupSetting,
} from './cgroup-limits.ts';

const lines = (settings: readonly CgroupSetting[]): string[] =>
  settings.map(({ file, value }) => `${file} ${value}`);

test.each<{ title: string; resources: TaskResources; v1: string[]; v2: string[] }>([
  {
    title: 'memory is a hard limit, without swap',
    resources: { cpuMhz: 500, memoryMb: 1 },
    v1: [
      'memory.limit_in_bytes 1048576',
      'memory.memsw.limit_in_bytes 1048576',
      'memory.soft_limit_in_bytes 1048576',
      'cpu.shares 500',
    ],
    v2: ['memory.max 1048576', 'memory.swap.max 0', 'memory.low 1048576', 'cpu.weight 19'],
  },
  {
    title: 'memory_max is the limit, and what is reserved the share to fall back to',
    resources: { cpuMhz: 1, memoryMb: 1, memoryMaxMb: 2 },
    v1: [
      'memory.limit_in_bytes 2097152',
      'memory.memsw.limit_in_bytes 2097152',
      'memory.soft_limit_in_bytes 1048576',
      'cpu.shares 2',
    ],
    v2: ['memory.max 2097152', 'memory.swap.max 0', 'memory.low 1048576', 'cpu.weight 1'],
  },
  {
    title: 'memory_max of -1 is no limit',
    resources: { cpuMhz: 1_000_000, memoryMb: 1, memoryMaxMb: -1 },
    v1: [
      'memory.limit_in_bytes -1',
      'memory.memsw.limit_in_bytes -1',
      'memory.soft_limit_in_bytes 1048576',
      'cpu.shares 262144',
    ],
    v2: ['memory.max max', 'memory.swap.max 0', 'memory.low 1048576', 'cpu.weight 10000'],
  },
])('$title', ({ resources, v1, v2 }) => {
  expect(lines([...memorySettingsV1(resources), ...cpuSettingsV1(resources)])).toEqual(v1);
  expect(lines(settingsV2(resources))).toEqual(v2);
});

test('a task with cores of its own is kept to them, and no other', () => {
  const resources = { cpuMhz: 1, memoryMb: 1 };
  expect(lines(coreSettings({ ...resources, cores: [0, 2] }))).toEqual(['cpuset.cpus 0,2']);
  expect(coreSettings(resources)).toEqual([]);
});
