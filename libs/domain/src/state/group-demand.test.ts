import { expect, test } from '@jest/globals';
import { TaskGroup } from '../job/task-group.ts';
import { demandOfGroup } from './group-demand.ts';

const restartPolicy = { attempts: 0, intervalMs: 0, delayMs: 0, mode: 'fail' };

function task(cpuMhz: number, lifecycle?: { hook: string; sidecar: boolean }): unknown {
  return {
    name: `t${cpuMhz}`,
    driver: 'docker',
    user: '',
    leader: false,
    lifecycle,
    config: {},
    env: {},
    meta: {},
    constraints: [],
    affinities: [],
    resources: { cpuMhz, cores: 0, memoryMb: 10, memoryMaxMb: 0, networks: [], devices: [] },
    restartPolicy,
    killTimeoutMs: 0,
    killSignal: '',
    shutdownDelayMs: 0,
    logs: { maxFiles: 1, maxFileSizeMb: 1, disabled: false },
    extra: {},
  };
}

function groupOf(tasks: readonly unknown[]): TaskGroup {
  return TaskGroup.parse({
    name: 'g',
    count: 1,
    constraints: [],
    affinities: [],
    spreads: [],
    networks: [],
    volumes: {},
    tasks,
    restartPolicy,
    preventRescheduleOnLost: false,
    ephemeralDisk: { sizeMb: 5, sticky: false, migrate: false },
    meta: {},
    extra: {},
  });
}

const init = { hook: 'prestart', sidecar: false };
const sidecar = { hook: 'prestart', sidecar: true };
const after = { hook: 'poststop', sidecar: false };

test.each([
  { title: 'main tasks add up', tasks: [task(100), task(200)], cpuMhz: 300 },
  { title: 'a small init task adds nothing', tasks: [task(300), task(100, init)], cpuMhz: 300 },
  { title: 'a large init task decides', tasks: [task(300), task(500, init)], cpuMhz: 500 },
  {
    title: 'a sidecar adds to both',
    tasks: [task(300), task(100, sidecar), task(250, init)],
    cpuMhz: 400,
  },
  { title: 'a clean-up comes last', tasks: [task(300), task(400, after)], cpuMhz: 400 },
])('$title', ({ tasks, cpuMhz }) => {
  expect(demandOfGroup(groupOf(tasks))).toMatchObject({ cpuMhz, diskMb: 5 });
});
