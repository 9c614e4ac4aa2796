import { assertNever, type JobType, type Task, type TaskGroup } from '@steppe/domain';
import { requiredChecks } from '../services/required-checks.ts';
import type { TaskPlan } from './task-step.ts';

/** When a task runs, relative to the group's main tasks. */
export type TaskRole =
  | 'prestart'
  | 'prestartSidecar'
  | 'main'
  | 'poststart'
  | 'poststartSidecar'
  | 'poststop';

export interface GroupTaskPlan extends TaskPlan {
  readonly role: TaskRole;
  readonly isLeader: boolean;
}

/** When an allocation counts as healthy. */
export interface HealthPlan {
  /** How long all tasks must have run. */
  readonly minHealthyTimeMs: number;
  /** How long after its start it may take until then. */
  readonly healthyDeadlineMs: number;
  /** The IDs of the checks that must pass, when checks count. */
  readonly checks?: readonly string[];
}

/** What the machine must know of an allocation's group. */
export interface AllocPlan {
  readonly tasks: readonly GroupTaskPlan[];
  /** Absent when nobody asks for its health. */
  readonly health?: HealthPlan;
  /** How long its tasks go on after its services are no longer offered. */
  readonly shutdownDelayMs?: number;
  /** How long it may run at most. */
  readonly maxRunDurationMs?: number;
}

/** `max_kill_timeout` of the client, where its operator sets none. */
export const MAX_KILL_TIMEOUT_MS = 30_000;

export function planOf({
  jobType,
  group,
  isInDeployment,
  maxKillTimeoutMs = MAX_KILL_TIMEOUT_MS,
}: {
  readonly jobType: JobType;
  readonly group: TaskGroup;
  readonly isInDeployment: boolean;
  readonly maxKillTimeoutMs?: number | undefined;
}): AllocPlan {
  const health = healthPlanOf(jobType, group, isInDeployment);
  const { maxRunDurationMs = 0 } = group;
  const isBatch = jobType === 'batch' || jobType === 'sysbatch';
  return {
    tasks: group.tasks.map((task) => taskPlanOf(task, { jobType, maxKillTimeoutMs })),
    ...(health === undefined ? {} : { health }),
    ...(group.shutdownDelayMs === undefined ? {} : { shutdownDelayMs: group.shutdownDelayMs }),
    ...(isBatch && maxRunDurationMs > 0 ? { maxRunDurationMs } : {}),
  };
}

function taskPlanOf(
  task: Task,
  { jobType, maxKillTimeoutMs }: { jobType: JobType; maxKillTimeoutMs: number },
): GroupTaskPlan {
  const role = roleOf(task);
  return {
    name: task.name,
    role,
    isLeader: task.leader,
    restartPolicy: task.restartPolicy,
    restartsOnSuccess: restartsOnSuccess(role, jobType),
    killTimeoutMs: Math.min(task.killTimeoutMs, maxKillTimeoutMs),
    ...(task.killSignal === '' ? {} : { killSignal: task.killSignal }),
    shutdownDelayMs: task.shutdownDelayMs,
  };
}

function roleOf({ lifecycle }: Task): TaskRole {
  if (lifecycle === undefined) return 'main';
  const { hook, sidecar } = lifecycle;
  switch (hook) {
    case 'prestart':
      return sidecar ? 'prestartSidecar' : 'prestart';
    case 'poststart':
      return sidecar ? 'poststartSidecar' : 'poststart';
    case 'poststop':
      return 'poststop';
    default:
      return assertNever(hook);
  }
}

/** A service goes on for ever, and so do sidecars; what does one piece of work is done with it. */
function restartsOnSuccess(role: TaskRole, jobType: JobType): boolean {
  switch (role) {
    case 'main':
      return jobType === 'service' || jobType === 'system';
    case 'prestartSidecar':
    case 'poststartSidecar':
      return true;
    case 'prestart':
    case 'poststart':
    case 'poststop':
      return false;
    default:
      return assertNever(role);
  }
}

/** Services are watched, and system jobs as they are deployed: for their deployment by its update strategy, else, as a drain waits for them, by `migrate`. */
function healthPlanOf(
  jobType: JobType,
  group: TaskGroup,
  isInDeployment: boolean,
): HealthPlan | undefined {
  const isWatched = jobType === 'service' || (jobType === 'system' && isInDeployment);
  if (!isWatched) return undefined;
  const strategy = isInDeployment ? group.update : group.migrate;
  if (strategy === undefined || strategy.healthCheck === 'manual') return undefined;
  const { minHealthyTimeMs, healthyDeadlineMs, healthCheck } = strategy;
  const checks = healthCheck === 'task_states' ? [] : requiredChecks(group);
  return { minHealthyTimeMs, healthyDeadlineMs, ...(checks.length === 0 ? {} : { checks }) };
}
