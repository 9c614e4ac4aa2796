import type { AllocatedPort, Job, Task, TaskGroup } from '@steppe/domain';

/** A task for tests; by default a process that sleeps. */
export function aTask(changes: Partial<Task> = {}): Task {
  return {
    name: 'main',
    driver: 'raw_exec',
    user: '',
    leader: false,
    config: { command: '/bin/sleep', args: ['600'] },
    env: {},
    meta: {},
    constraints: [],
    affinities: [],
    resources: {
      cpuMhz: 100,
      cores: 0,
      memoryMb: 64,
      memoryMaxMb: 0,
      networks: [],
      devices: [],
    },
    restartPolicy: { attempts: 0, intervalMs: 60_000, delayMs: 0, mode: 'fail' },
    killTimeoutMs: 5_000,
    killSignal: '',
    shutdownDelayMs: 0,
    logs: { maxFiles: 2, maxFileSizeMb: 1, disabled: false },
    extra: {},
    ...changes,
  };
}

export function aGroup(changes: Partial<TaskGroup> = {}): TaskGroup {
  const tasks = changes.tasks ?? [aTask()];
  return {
    name: 'app',
    count: 1,
    constraints: [],
    affinities: [],
    spreads: [],
    networks: [],
    volumes: {},
    restartPolicy: { attempts: 0, intervalMs: 60_000, delayMs: 0, mode: 'fail' },
    preventRescheduleOnLost: false,
    ephemeralDisk: { sizeMb: 300, sticky: false, migrate: false },
    meta: {},
    extra: {},
    ...changes,
    tasks,
  };
}

export function aJob(changes: Partial<Job> = {}): Job {
  return {
    namespace: 'default',
    id: 'web',
    name: 'web',
    parentId: '',
    type: 'service',
    region: 'global',
    priority: 50,
    allAtOnce: false,
    datacenters: ['dc1'],
    nodePool: 'default',
    constraints: [],
    affinities: [],
    spreads: [],
    groups: [aGroup()],
    meta: {},
    extra: {},
    ...changes,
  };
}

export function aPort(value: number, changes: Partial<AllocatedPort> = {}): AllocatedPort {
  return { label: 'http', value, to: 0, hostIp: '127.0.0.1', ...changes };
}
