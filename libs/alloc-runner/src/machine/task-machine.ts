import { assert, assertNever } from '@steppe/domain';
import type { TaskHandle } from '@steppe/task-drivers';
import { die, ended, exited, startAbandoned } from './task-end.ts';
import * as events from './task-events.ts';
import { fail, kill, restart, rewind, skipDelay, stopNow } from './task-kill.ts';
import { abandonLater, recovered, recoverLater, resume, withoutRetry } from './task-recovery.ts';
import { type TaskState, withEvent } from './task-state.ts';
import {
  inPhase,
  prepare,
  stay,
  type TaskEffect,
  type TaskInput,
  type TaskPlan,
  type TaskStep,
  told,
} from './task-step.ts';

/** The life of one task: given where it is and what happened, where it is next and what is to be done. */
export function taskMachine(
  plan: TaskPlan,
  state: TaskState,
  input: TaskInput,
  nowMs: number,
): TaskStep {
  switch (input.type) {
    case 'received':
      return told(state, events.received(), nowMs);
    case 'begin':
      return begin(state, nowMs);
    case 'prepared':
      return state.phase.name === 'preparing' ? startOrDie(state, nowMs) : stay(state);
    case 'prepareFailed':
      return ended(plan, withEvent(state, input.event, nowMs), {
        end: { type: 'startFailed', recoverable: input.recoverable },
        jitter: input.jitter,
        nowMs,
      });
    case 'event':
      return told(state, input.event, nowMs);
    case 'fail':
      return fail(plan, state, input.event, nowMs);
    case 'started':
      return run(plan, state, input.handle, nowMs);
    case 'startFailed':
      return ended(plan, withEvent(state, events.driverFailure(input.message), nowMs), {
        end: { type: 'startFailed', recoverable: input.recoverable },
        jitter: input.jitter,
        nowMs,
      });
    case 'driverEvent':
      return told(state, events.driverMessage(input.message, input.annotations), nowMs);
    case 'exited':
      return exited(plan, state, { ...input, nowMs });
    case 'stopFailed':
      // Whether it still runs is asked anew, and then it is stopped again.
      return recoverLater(withEvent(state, events.killFailed(input.message), nowMs), nowMs);
    case 'kill':
      return kill(plan, state, input.cause, nowMs);
    case 'restart':
      return restart(plan, state, input, nowMs);
    case 'rewind':
      return rewind(plan, state, input.reason, nowMs);
    case 'skipDelay':
      return skipDelay(plan, state, nowMs);
    case 'signaled':
      return told(state, events.signaling(input.signalName), nowMs);
    case 'unhealthy':
      return told(state, events.allocUnhealthy(input.message), nowMs);
    case 'resume':
      return resume(state);
    case 'recovered':
      return recovered(plan, state, input.found, nowMs);
    case 'recoverFailed':
      return recoverLater(state, nowMs);
    case 'destroyed':
      return stay({ ...state, leftover: undefined });
    case 'startAbandoned':
      return startAbandoned(state, nowMs);
    case 'abandonFailed':
      return abandonLater(state, nowMs);
    case 'tick':
      return tick(plan, state, nowMs);
    default:
      return assertNever(input);
  }
}

/** When the task next wants a `tick`; undefined when only something that happens moves it on. */
export function taskWakesAtMs({ phase }: TaskState): number | undefined {
  if (phase.name === 'delaying') return phase.stopAtMs;
  if (phase.name === 'backoff') return phase.restartAtMs;
  if (phase.name === 'running' || phase.name === 'stopping') return phase.recoverAtMs;
  if (phase.name === 'abandoning') return phase.retryAtMs;
  return undefined;
}

function begin(state: TaskState, nowMs: number): TaskStep {
  if (state.phase.name !== 'waiting') return stay(state);
  const set = withEvent(state, events.taskSetup('Building Task Directory'), nowMs);
  return prepare(set);
}

function startOrDie(state: TaskState, nowMs: number): TaskStep {
  if (state.wanted === 'dead') return die(state, nowMs);
  const ready: TaskState = { ...state, phase: { name: 'starting' }, wanted: 'run', isSetUp: true };
  return stay(ready, [{ type: 'start' }]);
}

function run(plan: TaskPlan, state: TaskState, handle: TaskHandle, nowMs: number): TaskStep {
  assert(state.phase.name === 'starting', `a task started in phase ${state.phase.name}`);
  const running: TaskState = withEvent(
    {
      ...state,
      phase: { name: 'running', handle: handle },
      mayHaveStarted: undefined,
      runsSinceMs: nowMs,
      status: { ...state.status, state: 'running', startedAtMs: nowMs },
    },
    events.started(),
    nowMs,
  );
  const watch: TaskEffect = { type: 'watch', handle };
  if (state.wanted === 'run') return stay(running, [watch]);
  const stopped = stopNow(plan, running, nowMs);
  return stay(stopped.state, [watch, ...stopped.effects]);
}

function tick(plan: TaskPlan, state: TaskState, nowMs: number): TaskStep {
  const wakesAtMs = taskWakesAtMs(state);
  if (wakesAtMs === undefined || nowMs < wakesAtMs) return stay(state);
  const { phase } = state;
  if (phase.name === 'backoff') return prepare(state);
  if (phase.name === 'delaying') return stopNow(plan, state, nowMs);
  if (phase.name === 'abandoning') {
    return stay(inPhase(state, { name: 'abandoning' }), [{ type: 'abandonStart' }]);
  }
  if (phase.name !== 'running' && phase.name !== 'stopping') return stay(state);
  return stay(inPhase(state, withoutRetry(phase)), [{ type: 'recover', handle: phase.handle }]);
}
