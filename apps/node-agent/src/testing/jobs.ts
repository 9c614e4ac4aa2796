import type { AllocatedPort, Job, Task, TaskGroup } from '@steppe/domain';
import { bareGroup, bareJob, bareTask } from '@steppe/domain/testing';

const RESTARTS = { attempts: 0, intervalMs: 60_000, delayMs: 0, mode: 'fail' } as const;

/** A task for tests; by default a process that sleeps. */
export function aTask(changes: Partial<Task> = {}): Task {
  return bareTask({
    driver: 'raw_exec',
    config: { command: '/bin/sleep', args: ['600'] },
    resources: { cpuMhz: 100, cores: 0, memoryMb: 64, memoryMaxMb: 0, networks: [], devices: [] },
    restartPolicy: RESTARTS,
    killTimeoutMs: 5_000,
    logs: { maxFiles: 2, maxFileSizeMb: 1, disabled: false },
    ...changes,
  });
}

export function aGroup(changes: Partial<TaskGroup> = {}): TaskGroup {
  return bareGroup({
    tasks: [aTask()],
    restartPolicy: RESTARTS,
    ephemeralDisk: { sizeMb: 300, sticky: false, migrate: false },
    ...changes,
  });
}

export function aJob(changes: Partial<Job> = {}): Job {
  return bareJob('web', { datacenters: ['dc1'], groups: [aGroup()], ...changes });
}

export function aPort(value: number, changes: Partial<AllocatedPort> = {}): AllocatedPort {
  return { label: 'http', value, to: 0, hostIp: '127.0.0.1', ...changes };
}
