import type { Job, RestartPolicy, TaskGroup } from '@steppe/domain';
import { bareGroup, bareJob, bareTask } from '@steppe/domain/testing';

export const NAMESPACE = 'default';

const RESTART_POLICY: RestartPolicy = {
  attempts: 2,
  intervalMs: 1_800_000,
  delayMs: 15_000,
  mode: 'fail',
};

const MAIN_TASK = bareTask({
  resources: { cpuMhz: 500, cores: 0, memoryMb: 256, memoryMaxMb: 0, networks: [], devices: [] },
  restartPolicy: RESTART_POLICY,
  killTimeoutMs: 5_000,
  logs: { maxFiles: 10, maxFileSizeMb: 10, disabled: false },
});

/** A group that asks for half of a node made by `node`. */
export function taskGroup(changes: Partial<TaskGroup> = {}): TaskGroup {
  return bareGroup({
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
    ephemeralDisk: { sizeMb: 300, sticky: false, migrate: false },
    ...changes,
  });
}

export function job(id: string, changes: Partial<Job> = {}): Job {
  return bareJob(id, { groups: [taskGroup()], ...changes });
}
