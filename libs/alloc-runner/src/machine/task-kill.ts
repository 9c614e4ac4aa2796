import type { TaskHandle } from '@steppe/task-drivers';
import { die, waitingAgain } from './task-end.ts';
import * as events from './task-events.ts';
import type { KillCause, NewTaskEvent } from './task-events.ts';
import { type TaskState, withEvent } from './task-state.ts';
import { inPhase, stay, type TaskEffect, type TaskPlan, type TaskStep } from './task-step.ts';

/** Ends the task for good, whatever it is doing. */
export function kill(plan: TaskPlan, state: TaskState, cause: KillCause, nowMs: number): TaskStep {
  if (state.wanted === 'dead' || state.phase.name === 'dead') return stay(state);
  const because = events.causeOf(cause);
  const doomed: TaskState = {
    ...(because === undefined ? state : withEvent(state, because, nowMs)),
    wanted: 'dead',
  };
  const { name } = doomed.phase;
  if (name === 'waiting') return die(doomed, nowMs);
  if (name === 'backoff') return die(withEvent(doomed, events.killed(), nowMs), nowMs);
  if (name === 'running') return stopAfterDelay(plan, doomed, nowMs);
  if (name === 'preparing') return stay(doomed, [{ type: 'abandonPreparation' }]);
  // What is being started ends as soon as that is through; what stops, stops.
  return stay(doomed);
}

/** Ends a task that can't go on as it is wanted: it has failed. */
export function fail(
  plan: TaskPlan,
  state: TaskState,
  event: NewTaskEvent,
  nowMs: number,
): TaskStep {
  if (state.phase.name === 'dead') return stay(state);
  const failed = { ...state, status: { ...state.status, failed: true } };
  return kill(plan, failed, { type: 'taskFailed', event }, nowMs);
}

/** Ends what runs, and starts it anew: at once, or as its restart policy says of a failure. */
export function restart(
  plan: TaskPlan,
  state: TaskState,
  { reason, isFailure = false }: { readonly reason: string; readonly isFailure?: boolean },
  nowMs: number,
): TaskStep {
  if (state.phase.name !== 'running' || state.wanted !== 'run') return stay(state);
  const signaled = withEvent(state, events.restartSignaled(reason), nowMs);
  const wanted = isFailure ? 'restartAsFailed' : 'restart';
  return stopAfterDelay(plan, { ...signaled, wanted }, nowMs);
}

/** Has a task wait for its turn in the group's life once more: one that runs ends first. */
export function rewind(plan: TaskPlan, state: TaskState, reason: string, nowMs: number): TaskStep {
  const { name } = state.phase;
  const signaled = withEvent(state, events.restartSignaled(reason), nowMs);
  if (name === 'dead' || name === 'backoff') return stay(waitingAgain(signaled, nowMs));
  if (name !== 'running' || state.wanted === 'dead') return stay(state);
  return stopAfterDelay(plan, { ...signaled, wanted: 'rewind' }, nowMs);
}

function stopAfterDelay(plan: TaskPlan, state: TaskState, nowMs: number): TaskStep {
  const { phase } = state;
  if (plan.shutdownDelayMs === 0 || phase.name !== 'running') return stopNow(plan, state, nowMs);
  if (plan.skipsShutdownDelay) return stopWithoutDelay(plan, state, nowMs);
  const stopAtMs = nowMs + plan.shutdownDelayMs;
  const told = withEvent(state, events.waitingForShutdownDelay(plan.shutdownDelayMs), nowMs);
  return stay(inPhase(told, { name: 'delaying', handle: phase.handle, stopAtMs }));
}

/** Ends the wait of a task whose shutdown delay runs. */
export function skipDelay(plan: TaskPlan, state: TaskState, nowMs: number): TaskStep {
  return state.phase.name === 'delaying' ? stopWithoutDelay(plan, state, nowMs) : stay(state);
}

function stopWithoutDelay(plan: TaskPlan, state: TaskState, nowMs: number): TaskStep {
  const stopped = stopNow(plan, state, nowMs);
  const event = events.skippingShutdownDelay(plan.shutdownDelayMs);
  return stay(withEvent(stopped.state, event, nowMs), stopped.effects);
}

export function stopNow(plan: TaskPlan, state: TaskState, nowMs: number): TaskStep {
  const { phase } = state;
  if (phase.name !== 'running' && phase.name !== 'delaying') return stay(state);
  const told =
    state.wanted === 'dead' ? withEvent(state, events.killing(plan.killTimeoutMs), nowMs) : state;
  return stay(inPhase(told, { name: 'stopping', handle: phase.handle }), [
    stopEffect(plan, phase.handle),
  ]);
}

export function stopEffect(plan: TaskPlan, handle: TaskHandle): TaskEffect {
  const signal = plan.killSignal === undefined ? {} : { signal: plan.killSignal };
  return { type: 'stop', handle, timeoutMs: plan.killTimeoutMs, ...signal };
}
