import type { Job, Task, TaskGroup, UpdateStrategy } from '@steppe/domain';

export function aTask(overrides: Partial<Task> = {}): Task {
  return {
    name: 't',
    driver: 'docker',
    user: '',
    leader: false,
    config: { image: 'x' },
    env: {},
    meta: {},
    constraints: [],
    affinities: [],
    resources: { cpuMhz: 500, cores: 0, memoryMb: 256, memoryMaxMb: 0, networks: [], devices: [] },
    restartPolicy: { attempts: 2, intervalMs: 1_800_000, delayMs: 15_000, mode: 'fail' },
    killTimeoutMs: 5_000,
    killSignal: '',
    shutdownDelayMs: 0,
    logs: { maxFiles: 10, maxFileSizeMb: 10, disabled: false },
    extra: {},
    ...overrides,
  };
}

export function aGroup(overrides: Partial<TaskGroup> = {}): TaskGroup {
  return {
    name: 'g',
    count: 1,
    constraints: [],
    affinities: [],
    spreads: [],
    networks: [],
    volumes: {},
    tasks: [aTask()],
    restartPolicy: { attempts: 2, intervalMs: 1_800_000, delayMs: 15_000, mode: 'fail' },
    preventRescheduleOnLost: false,
    ephemeralDisk: { sizeMb: 300, sticky: false, migrate: false },
    meta: {},
    extra: {},
    ...overrides,
  };
}

export function aJob(overrides: Partial<Job> = {}): Job {
  const id = overrides.id ?? 'j';
  return {
    namespace: 'default',
    id,
    name: id,
    parentId: '',
    type: 'service',
    region: 'global',
    priority: 50,
    allAtOnce: false,
    datacenters: ['*'],
    nodePool: 'default',
    constraints: [],
    affinities: [],
    spreads: [],
    groups: [aGroup()],
    meta: {},
    extra: {},
    ...overrides,
  };
}

/** A job of one group `g`, to shorten tables. */
export function oneGroup(group: Partial<TaskGroup>, job: Partial<Job> = {}): Job {
  return aJob({ ...job, groups: [aGroup(group)] });
}

export function anUpdate(overrides: Partial<UpdateStrategy> = {}): UpdateStrategy {
  return {
    staggerMs: 30_000,
    maxParallel: 1,
    healthCheck: 'checks',
    minHealthyTimeMs: 10_000,
    healthyDeadlineMs: 300_000,
    progressDeadlineMs: 600_000,
    autoRevert: false,
    autoPromote: false,
    canary: 0,
    ...overrides,
  };
}
