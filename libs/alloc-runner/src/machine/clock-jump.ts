import { assertNever } from '@steppe/domain';
import type { AllocState } from './alloc-state.ts';
import type { TaskPhase, TaskState } from './task-state.ts';

/**
 * The state after the machine's clock was put forward by so much, or back when negative: whatever is waited for
 * comes as late as it was to come. What has happened keeps the times at which it did.
 */
export function afterClockJump(state: AllocState, byMs: number): AllocState {
  const { tasks, health, checks, stopsAtMs, runsUntilMs } = state;
  return {
    ...state,
    tasks: mapped(tasks, (task) => taskAfterJump(task, byMs)),
    ...(health.phase === 'watching' && {
      health: { ...health, deadlineAtMs: health.deadlineAtMs + byMs },
    }),
    ...(checks && {
      checks: mapped(checks, (check) => ({ ...check, sinceMs: check.sinceMs + byMs })),
    }),
    ...(stopsAtMs !== undefined && { stopsAtMs: stopsAtMs + byMs }),
    ...(runsUntilMs !== undefined && { runsUntilMs: runsUntilMs + byMs }),
  };
}

function taskAfterJump(task: TaskState, byMs: number): TaskState {
  const { counter, phase, runsSinceMs } = task;
  return {
    ...task,
    phase: phaseAfterJump(phase, byMs),
    counter: { ...counter, intervalStartMs: counter.intervalStartMs + byMs },
    ...(runsSinceMs !== undefined && { runsSinceMs: runsSinceMs + byMs }),
  };
}

function phaseAfterJump(phase: TaskPhase, byMs: number): TaskPhase {
  switch (phase.name) {
    case 'delaying':
      return { ...phase, stopAtMs: phase.stopAtMs + byMs };
    case 'backoff':
      return { ...phase, restartAtMs: phase.restartAtMs + byMs };
    case 'running':
    case 'stopping':
      return phase.recoverAtMs === undefined
        ? phase
        : { ...phase, recoverAtMs: phase.recoverAtMs + byMs };
    case 'abandoning':
      return phase.retryAtMs === undefined
        ? phase
        : { ...phase, retryAtMs: phase.retryAtMs + byMs };
    case 'waiting':
    case 'preparing':
    case 'starting':
    case 'dead':
      return phase;
    default:
      return assertNever(phase);
  }
}

function mapped<T>(
  record: Readonly<Record<string, T>>,
  change: (value: T) => T,
): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
