import type { WireJob } from './wire-job.ts';
import type {
  WireMigrateStrategy,
  WireReschedulePolicy,
  WireRestartPolicy,
  WireUpdateStrategy,
} from './wire-policies.ts';
import type { WireTask } from './wire-task.ts';
import type { WireTaskGroup } from './wire-task-group.ts';

const SECOND = 1_000_000_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const SERVICE_RESTART = { Attempts: 2, Interval: 30 * MINUTE, Delay: 15 * SECOND, Mode: 'fail' };
const BATCH_RESTART = { ...SERVICE_RESTART, Attempts: 3, Interval: 24 * HOUR };
const SERVICE_RESCHEDULE = {
  Attempts: 0,
  Interval: 0,
  Delay: 30 * SECOND,
  DelayFunction: 'exponential',
  MaxDelay: HOUR,
  Unlimited: true,
};
const BATCH_RESCHEDULE = {
  Attempts: 1,
  Interval: 24 * HOUR,
  Delay: 5 * SECOND,
  DelayFunction: 'constant',
  MaxDelay: 0,
  Unlimited: false,
};
const UPDATE = {
  Stagger: 30 * SECOND,
  MaxParallel: 1,
  HealthCheck: 'checks',
  MinHealthyTime: 10 * SECOND,
  HealthyDeadline: 5 * MINUTE,
  ProgressDeadline: 10 * MINUTE,
  AutoRevert: false,
  AutoPromote: false,
  Canary: 0,
};
const MIGRATE = {
  MaxParallel: 1,
  HealthCheck: 'checks',
  MinHealthyTime: 10 * SECOND,
  HealthyDeadline: 5 * MINUTE,
};

/** Fills in what a job leaves to Nomad, by its type. */
export function fillDefaults(job: WireJob): WireJob {
  const type = job.Type || 'service';
  const update = type === 'service' ? { ...UPDATE, ...set(job.Update ?? {}) } : job.Update;
  return {
    ...job,
    Type: type,
    Update: update,
    TaskGroups: (job.TaskGroups ?? []).map((group) => withGroupDefaults(group, job, type)),
  };
}

function withGroupDefaults(group: WireTaskGroup, job: WireJob, type: string): WireTaskGroup {
  const isService = type === 'service';
  const restart: WireRestartPolicy = {
    ...(isService || type === 'system' ? SERVICE_RESTART : BATCH_RESTART),
    ...set(group.RestartPolicy ?? {}),
  };
  return {
    ...group,
    Count: group.Count ?? 1,
    RestartPolicy: restart,
    ReschedulePolicy: rescheduleOf(group, job, type),
    Update: isService ? updateOf(group, job) : (group.Update ?? job.Update),
    Migrate: isService ? migrateOf(group, job) : group.Migrate,
    EphemeralDisk: {
      SizeMB: 300,
      Sticky: false,
      Migrate: false,
      ...set(group.EphemeralDisk ?? {}),
    },
    Tasks: (group.Tasks ?? []).map((task) => withTaskDefaults(task, restart)),
  };
}

function rescheduleOf(
  group: WireTaskGroup,
  job: WireJob,
  type: string,
): WireReschedulePolicy | null | undefined {
  if (type === 'system' || type === 'sysbatch') return group.ReschedulePolicy;
  const defaults = type === 'service' ? SERVICE_RESCHEDULE : BATCH_RESCHEDULE;
  return { ...defaults, ...set(job.Reschedule ?? {}), ...set(group.ReschedulePolicy ?? {}) };
}

function updateOf(group: WireTaskGroup, job: WireJob): WireUpdateStrategy {
  return { ...UPDATE, ...set(job.Update ?? {}), ...set(group.Update ?? {}) };
}

function migrateOf(group: WireTaskGroup, job: WireJob): WireMigrateStrategy {
  return { ...MIGRATE, ...set(job.Migrate ?? {}), ...set(group.Migrate ?? {}) };
}

function withTaskDefaults(task: WireTask, restart: WireRestartPolicy): WireTask {
  const { Resources: resources } = task;
  return {
    ...task,
    RestartPolicy: { ...restart, ...set(task.RestartPolicy ?? {}) },
    Resources: {
      ...resources,
      CPU: resources?.CPU ?? (resources?.Cores ? 0 : 100),
      MemoryMB: resources?.MemoryMB ?? 300,
    },
  };
}

/** The fields that were given. */
function set<T extends object>(fields: T): Partial<T>;
function set(fields: object): object {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  );
}
