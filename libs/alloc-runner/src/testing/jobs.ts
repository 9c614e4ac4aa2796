import type { Job, Node, Placement, Task } from '@steppe/domain';
import { bareGroup, bareJob, bareNode, bareTask, NO_RESOURCES } from '@steppe/domain/testing';

export function aTask(changes: Partial<Task> = {}): Task {
  return bareTask({
    name: 'server',
    driver: 'raw_exec',
    resources: { cpuMhz: 100, cores: 0, memoryMb: 64, memoryMaxMb: 0, networks: [], devices: [] },
    restartPolicy: { attempts: 0, intervalMs: 1, delayMs: 0, mode: 'fail' },
    killTimeoutMs: 5_000,
    logs: { maxFiles: 2, maxFileSizeMb: 1, disabled: false },
    ...changes,
  });
}

/** A job with one group of one task. */
export function aJobWith(task: Task, changes: Partial<Job> = {}): Job {
  const group = bareGroup({
    tasks: [task],
    restartPolicy: task.restartPolicy,
    ephemeralDisk: { sizeMb: 300, sticky: false, migrate: false },
    meta: { tier: 'group' },
  });
  return bareJob('web', {
    name: 'Web',
    datacenters: ['dc1'],
    meta: { owner: 'job', tier: 'job' },
    groups: [group],
    ...changes,
  });
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
  return bareNode('n1', {
    name: 'client1',
    nodeClass: 'big',
    attributes: { 'kernel.name': 'linux', 'unique.network.ip-address': '10.0.0.5' },
    meta: { rack: 'r1' },
    resources: { ...NO_RESOURCES, cpuMhz: 1_000, cpuCores: 1, memoryMb: 1_024, diskMb: 1_024 },
  });
}
