import type { Job, Node, Placement, Task } from '@steppe/domain';

export function aTask(changes: Partial<Task> = {}): Task {
  return {
    name: 'server',
    driver: 'raw_exec',
    user: '',
    leader: false,
    config: {},
    env: {},
    meta: {},
    constraints: [],
    affinities: [],
    resources: { cpuMhz: 100, cores: 0, memoryMb: 64, memoryMaxMb: 0, networks: [], devices: [] },
    restartPolicy: { attempts: 0, intervalMs: 1, delayMs: 0, mode: 'fail' },
    killTimeoutMs: 5_000,
    killSignal: '',
    shutdownDelayMs: 0,
    logs: { maxFiles: 2, maxFileSizeMb: 1, disabled: false },
    extra: {},
    ...changes,
  };
}

/** A job with one group of one task. */
export function aJobWith(task: Task, changes: Partial<Job> = {}): Job {
  return {
    namespace: 'default',
    id: 'web',
    name: 'Web',
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
    meta: { owner: 'job', tier: 'job' },
    extra: {},
    groups: [
      {
        name: 'app',
        count: 1,
        constraints: [],
        affinities: [],
        spreads: [],
        networks: [],
        volumes: {},
        tasks: [task],
        restartPolicy: task.restartPolicy,
        preventRescheduleOnLost: false,
        ephemeralDisk: { sizeMb: 300, sticky: false, migrate: false },
        meta: { tier: 'group' },
        extra: {},
      },
    ],
    ...changes,
  };
}

export function aPlacement(changes: Partial<Placement> = {}): Placement {
  return {
    allocId: '11111111-2222-3333-4444-555555555555',
    evalId: 'e1',
    namespace: 'default',
    jobId: 'web',
    jobSeq: 1,
    group: 'app',
    index: 2,
    ports: [],
    ...changes,
  };
}

export function aNode(): Node {
  return {
    id: 'n1',
    name: 'client1',
    datacenter: 'dc1',
    nodePool: 'default',
    nodeClass: 'big',
    httpAddr: '127.0.0.1:4646',
    attributes: { 'kernel.name': 'linux', 'unique.network.ip-address': '10.0.0.5' },
    meta: { rack: 'r1' },
    drivers: {},
    resources: {
      cpuMhz: 1_000,
      cpuCores: 1,
      memoryMb: 1_024,
      diskMb: 1_024,
      networks: [],
      minDynamicPort: 20_000,
      maxDynamicPort: 32_000,
    },
    reserved: { cpuMhz: 0, memoryMb: 0, diskMb: 0, ports: '' },
    hostVolumes: {},
  };
}
