import type { Job, RestartPolicy, Task, TaskGroup } from '@steppe/domain';

export const NAMESPACE = 'default';

const RESTART_POLICY: RestartPolicy = {
  attempts: 2,
  intervalMs: 1_800_000,
  delayMs: 15_000,
  mode: 'fail',
};

const MAIN_TASK: Task = {
  name: 'main',
  driver: 'mock',
  user: '',
  leader: false,
  config: {},
  env: {},
  meta: {},
  constraints: [],
  affinities: [],
  resources: { cpuMhz: 500, cores: 0, memoryMb: 256, memoryMaxMb: 0, networks: [], devices: [] },
  restartPolicy: RESTART_POLICY,
  killTimeoutMs: 5_000,
  killSignal: '',
  shutdownDelayMs: 0,
  logs: { maxFiles: 10, maxFileSizeMb: 10, disabled: false },
  extra: {},
};

/** A group that asks for half of a node made by `node`. */
export function taskGroup(changes: Partial<TaskGroup> = {}): TaskGroup {
  return {
    name: 'app',
    count: 1,
    constraints: [],
    affinities: [],
    spreads: [],
    networks: [],
    volumes: {},
    tasks: [MAIN_TASK],
    restartPolicy: RESTART_POLICY,
    reschedulePolicy: {
      attempts: 0,
      intervalMs: 0,
      delayMs: 30_000,
      delayFunction: 'exponential',
      maxDelayMs: 3_600_000,
      unlimited: true,
    },
    preventRescheduleOnLost: false,
    ephemeralDisk: { sizeMb: 300, sticky: false, migrate: false },
    meta: {},
    extra: {},
    ...changes,
  };
}

export function job(id: string, changes: Partial<Job> = {}): Job {
  return {
    namespace: NAMESPACE,
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
    groups: [taskGroup()],
    meta: {},
    extra: {},
    ...changes,
  };
}
