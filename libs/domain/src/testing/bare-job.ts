import type { Job } from '../job/job.ts';
import type { Task } from '../job/task.ts';
import type { TaskGroup } from '../job/task-group.ts';

const NO_RULES = { constraints: [], affinities: [] };
const NO_RESTARTS = { attempts: 0, intervalMs: 0, delayMs: 0, mode: 'fail' } as const;

/** A valid task that asks for nothing. */
export function bareTask(changes: Partial<Task> = {}): Task {
  return {
    name: 'main',
    driver: 'mock',
    user: '',
    leader: false,
    config: {},
    env: {},
    meta: {},
    ...NO_RULES,
    resources: { cpuMhz: 0, cores: 0, memoryMb: 0, memoryMaxMb: 0, networks: [], devices: [] },
    restartPolicy: NO_RESTARTS,
    killTimeoutMs: 0,
    killSignal: '',
    shutdownDelayMs: 0,
    logs: { maxFiles: 1, maxFileSizeMb: 1, disabled: false },
    extra: {},
    ...changes,
  };
}

/** A group `app` of one allocation with a bare task. */
export function bareGroup(changes: Partial<TaskGroup> = {}): TaskGroup {
  return {
    name: 'app',
    count: 1,
    ...NO_RULES,
    spreads: [],
    networks: [],
    volumes: {},
    tasks: [bareTask()],
    restartPolicy: NO_RESTARTS,
    preventRescheduleOnLost: false,
    ephemeralDisk: { sizeMb: 0, sticky: false, migrate: false },
    meta: {},
    extra: {},
    ...changes,
  };
}

/** A service with a bare group, for any node of the default pool. */
export function bareJob(id: string, changes: Partial<Job> = {}): Job {
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
    ...NO_RULES,
    spreads: [],
    groups: [bareGroup()],
    meta: {},
    extra: {},
    ...changes,
  };
}
