import type { AllocPlan, GroupTaskPlan, HealthPlan } from './alloc-plan.ts';
import { type AllocState, type HealthState, taskStateOf } from './alloc-state.ts';
import { goDuration } from './go-duration.ts';

/** A verdict on an allocation, with the tasks that are to blame when it is a bad one. */
export interface HealthVerdict {
  readonly health: HealthState;
  readonly complaints: readonly { readonly task: string; readonly message: string }[];
}

/**
 * Judges whether an allocation is healthy: all its tasks have run for the minimum time. It is unhealthy once
 * a task has failed or died before that, or when the deadline passes.
 *
 * @returns undefined while that is open, or nobody asks.
 */
export function judgeHealth(
  plan: AllocPlan,
  state: AllocState,
  nowMs: number,
): HealthVerdict | undefined {
  if (plan.health === undefined || state.health.phase !== 'watching') return undefined;
  const failed = plan.tasks.filter(({ name }) => taskStateOf(state, name).status.failed);
  if (failed.length > 0) return unhealthy(failed, 'Unhealthy because of failed task', nowMs);
  const dead = plan.tasks.filter((task) => diedTooSoon(task, state));
  if (dead.length > 0) return unhealthy(dead, 'Unhealthy because of dead task', nowMs);
  const healthyAtMs = healthyAt(plan, plan.health, state);
  if (healthyAtMs !== undefined && nowMs >= healthyAtMs) {
    return { health: { phase: 'decided', healthy: true, atMs: nowMs }, complaints: [] };
  }
  if (nowMs < state.health.deadlineAtMs) return undefined;
  const { minHealthyTimeMs, healthyDeadlineMs, checks = [] } = plan.health;
  const areTasksWell = lastStartOf(plan, state) !== undefined;
  if (areTasksWell && checks.some((id) => state.checks?.[id]?.passing !== true)) {
    return unhealthy(plan.tasks.filter(isWatched), 'Services not healthy by deadline', nowMs);
  }
  const message = `Task not running for min_healthy_time of ${goDuration(minHealthyTimeMs)} by healthy_deadline of ${goDuration(healthyDeadlineMs)}`;
  return unhealthy(plan.tasks.filter(isWatched), message, nowMs);
}

/** When the verdict is next to be looked at. */
export function healthWakesAtMs(plan: AllocPlan, state: AllocState): number | undefined {
  if (plan.health === undefined || state.health.phase !== 'watching') return undefined;
  return Math.min(state.health.deadlineAtMs, healthyAt(plan, plan.health, state) ?? Infinity);
}

function unhealthy(tasks: readonly GroupTaskPlan[], message: string, nowMs: number): HealthVerdict {
  return {
    health: { phase: 'decided', healthy: false, atMs: nowMs },
    complaints: tasks.map(({ name }) => ({ task: name, message })),
  };
}

const isWatched = ({ role }: GroupTaskPlan): boolean => role !== 'poststop';

const endsWell = ({ role }: GroupTaskPlan): boolean => role === 'prestart' || role === 'poststart';

function diedTooSoon(task: GroupTaskPlan, state: AllocState): boolean {
  const { status } = taskStateOf(state, task.name);
  return isWatched(task) && !endsWell(task) && status.state === 'dead';
}

/** When it will have been healthy for long enough, if nothing changes; undefined while a task does not run, or a check fails. */
function healthyAt(plan: AllocPlan, health: HealthPlan, state: AllocState): number | undefined {
  let sinceMs = lastStartOf(plan, state);
  if (sinceMs === undefined) return undefined;
  for (const id of health.checks ?? []) {
    const check = state.checks?.[id];
    if (check?.passing !== true) return undefined;
    sinceMs = Math.max(sinceMs, check.sinceMs);
  }
  return sinceMs + health.minHealthyTimeMs;
}

/** Since when all its tasks have run; undefined while one does not. */
function lastStartOf(plan: AllocPlan, state: AllocState): number | undefined {
  let lastStartMs = 0;
  for (const task of plan.tasks.filter(isWatched)) {
    const { status, runsSinceMs } = taskStateOf(state, task.name);
    if (status.state === 'pending' || (status.state === 'running' && task.role === 'prestart')) {
      return undefined;
    }
    lastStartMs = Math.max(lastStartMs, runsSinceMs ?? status.startedAtMs ?? 0);
  }
  return lastStartMs;
}
