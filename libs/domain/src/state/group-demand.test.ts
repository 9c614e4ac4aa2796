import { expect, test } from '@jest/globals';
import type { Task } from '../job/task.ts';
import { bareGroup, bareTask } from '../testing/bare-job.ts';
import { demandOfGroup } from './group-demand.ts';

function task(cpuMhz: number, lifecycle?: Task['lifecycle']): Task {
  const resources = { ...bareTask().resources, cpuMhz };
  return bareTask({ resources, ...(lifecycle && { lifecycle }) });
}

const init = { hook: 'prestart', sidecar: false } as const;
const sidecar = { hook: 'prestart', sidecar: true } as const;
const after = { hook: 'poststop', sidecar: false } as const;

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
  const ephemeralDisk = { sizeMb: 5, sticky: false, migrate: false };
  expect(demandOfGroup(bareGroup({ tasks, ephemeralDisk }))).toMatchObject({ cpuMhz, diskMb: 5 });
});
