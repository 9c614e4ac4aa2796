import type { Job, Task, TaskGroup, UpdateStrategy } from '@steppe/domain';
import { bareGroup, bareJob, bareTask } from '@steppe/domain/testing';

const RESTARTS = { attempts: 2, intervalMs: 1_800_000, delayMs: 15_000, mode: 'fail' } as const;

export function aTask(overrides: Partial<Task> = {}): Task {
  return bareTask({
    name: 't',
    driver: 'docker',
    config: { image: 'x' },
    resources: { cpuMhz: 500, cores: 0, memoryMb: 256, memoryMaxMb: 0, networks: [], devices: [] },
    restartPolicy: RESTARTS,
    killTimeoutMs: 5_000,
    logs: { maxFiles: 10, maxFileSizeMb: 10, disabled: false },
    ...overrides,
  });
}

export function aGroup(overrides: Partial<TaskGroup> = {}): TaskGroup {
  return bareGroup({
    name: 'g',
    tasks: [aTask()],
    restartPolicy: RESTARTS,
    ephemeralDisk: { sizeMb: 300, sticky: false, migrate: false },
    ...overrides,
  });
}

export function aJob(overrides: Partial<Job> = {}): Job {
  return bareJob('j', { name: overrides.id ?? 'j', groups: [aGroup()], ...overrides });
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
