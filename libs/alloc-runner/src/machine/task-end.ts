import { assertNever } from '@steppe/domain';
import type { ExitResult } from '@steppe/task-drivers';
import { decideRestart, type TaskEnd } from './restart-policy.ts';
import * as events from './task-events.ts';
import { type TaskState, withEvent } from './task-state.ts';
import { stay, type TaskEffect, type TaskPlan, type TaskStep, told } from './task-step.ts';

/** The task's process or container has ended. */
export function exited(
  plan: TaskPlan,
  state: TaskState,
  input: { readonly result: ExitResult; readonly jitter: number; readonly nowMs: number },
): TaskStep {
  const { phase } = state;
  if (!('handle' in phase)) return stay(state);
  const { result, jitter, nowMs } = input;
  const over = {
    ...withEvent(state, events.terminated(result), nowMs),
    leftover: phase.handle,
  };
  const destroy: TaskEffect = { type: 'destroy', handle: phase.handle };
  const wasKilled = state.wanted === 'dead' && phase.name === 'stopping';
  const next = ended(plan, wasKilled ? withEvent(over, events.killed(), nowMs) : over, {
    end: { type: 'exited', successful: result.exitCode === 0 && result.signal === 0 },
    jitter,
    nowMs,
  });
  return stay(next.state, [destroy, ...next.effects]);
}

/** The task's run is over, or never came to be: it dies or is started again. */
export function ended(
  plan: TaskPlan,
  state: TaskState,
  { end, jitter, nowMs }: { end: TaskEnd; jitter: number; nowMs: number },
): TaskStep {
  if (state.wanted === 'dead') return die(state, nowMs);
  if (state.wanted === 'restart') return backOff(state, { delayMs: 0, reason: '' }, nowMs);
  if (state.wanted === 'rewind') return stay(waitingAgain(state, nowMs));
  const hasFailed = state.wanted === 'restartAsFailed';
  const { decision, counter } = decideRestart(state.counter, {
    policy: plan.restartPolicy,
    restartsOnSuccess: plan.restartsOnSuccess,
    end: hasFailed ? { type: 'exited', successful: false } : end,
    jitter,
    nowMs,
  });
  const counted = { ...state, counter };
  switch (decision.type) {
    case 'complete':
      return die(counted, nowMs);
    case 'restart':
      return backOff(counted, decision, nowMs);
    case 'fail': {
      const failed = withEvent(counted, events.notRestarting(decision.reason), nowMs);
      return die({ ...failed, status: { ...failed.status, failed: true } }, nowMs);
    }
    default:
      return assertNever(decision);
  }
}

function backOff(
  state: TaskState,
  { delayMs, reason }: { readonly delayMs: number; readonly reason: string },
  nowMs: number,
): TaskStep {
  const { status } = state;
  const waiting: TaskState = {
    ...state,
    wanted: 'run',
    phase: { name: 'backoff', restartAtMs: nowMs + delayMs },
    status: { ...status, state: 'pending', restarts: status.restarts + 1, lastRestartMs: nowMs },
  };
  return told(waiting, events.restarting(delayMs, reason), nowMs);
}

/** As it was before it began; what it went through is remembered. */
export function waitingAgain(state: TaskState, nowMs: number): TaskState {
  const { restarts, startedAtMs } = state.status;
  const started = startedAtMs === undefined ? {} : { startedAtMs };
  return {
    ...state,
    wanted: 'run',
    phase: { name: 'waiting' },
    status: {
      state: 'pending',
      failed: false,
      restarts: restarts + 1,
      lastRestartMs: nowMs,
      ...started,
    },
  };
}

export function die(state: TaskState, nowMs: number): TaskStep {
  if (state.mayHaveStarted === true) {
    return stay({ ...state, phase: { name: 'abandoning' } }, [{ type: 'abandonStart' }]);
  }
  return stay({
    ...state,
    phase: { name: 'dead' },
    status: { ...state.status, state: 'dead', finishedAtMs: nowMs },
  });
}

/** Nothing is left of the start that nobody had the handle of. */
export function startAbandoned(state: TaskState, nowMs: number): TaskStep {
  if (state.phase.name !== 'abandoning') return stay(state);
  return die({ ...state, mayHaveStarted: undefined }, nowMs);
}
