import { die } from './task-end.ts';
import * as events from './task-events.ts';
import { stopEffect } from './task-kill.ts';
import { type TaskPhase, type TaskState, withEvent } from './task-state.ts';
import {
  inPhase,
  prepare,
  stay,
  type TaskEffect,
  type TaskPlan,
  type TaskStep,
} from './task-step.ts';

/** A driver that can't be reached is asked again so often for a task that it may still run. */
const RECOVER_RETRY_MS = 5_000;

/** The agent was started anew: whatever was under way in the old process is taken up again. */
export function resume(state: TaskState): TaskStep {
  const { phase, leftover } = state;
  const effects: TaskEffect[] = leftover ? [{ type: 'destroy', handle: leftover }] : [];
  if (phase.name === 'abandoning') effects.push({ type: 'abandonStart' });
  if (phase.name === 'preparing' || phase.name === 'starting') {
    const wasStarting = phase.name === 'starting' ? { mayHaveStarted: true } : {};
    // What was made ready for a start is known to the process that did it alone: it is made ready again.
    const next = prepare({ ...state, ...wasStarting });
    effects.push(...next.effects);
    if (state.wanted === 'dead') effects.push({ type: 'abandonPreparation' });
    return stay(next.state, effects);
  }
  if ('handle' in phase) effects.push({ type: 'recover', handle: phase.handle });
  return stay(state, effects);
}

/** The driver has told whether the task is still there. */
export function recovered(
  plan: TaskPlan,
  state: TaskState,
  found: boolean,
  nowMs: number,
): TaskStep {
  const { phase } = state;
  if (!('handle' in phase)) return stay(state);
  if (found) {
    const watch: TaskEffect = { type: 'watch', handle: phase.handle };
    if (phase.name !== 'stopping') return stay(inPhase(state, withoutRetry(phase)), [watch]);
    return stay(inPhase(state, withoutRetry(phase)), [watch, stopEffect(plan, phase.handle)]);
  }
  if (state.wanted === 'dead') return die(withEvent(state, events.killed(), nowMs), nowMs);
  const lost = withEvent(state, events.restoreFailed('it is started anew'), nowMs);
  const status: TaskState['status'] = { ...lost.status, state: 'pending' };
  return prepare({ ...lost, wanted: 'run', status });
}

export function withoutRetry<P extends TaskPhase>(phase: P): P {
  return 'recoverAtMs' in phase ? { ...phase, recoverAtMs: undefined } : phase;
}

/** The driver can't end it now. */
export function abandonLater(state: TaskState, nowMs: number): TaskStep {
  if (state.phase.name !== 'abandoning') return stay(state);
  return stay(inPhase(state, { name: 'abandoning', retryAtMs: nowMs + RECOVER_RETRY_MS }));
}

/** The driver can't tell now. */
export function recoverLater(state: TaskState, nowMs: number): TaskStep {
  const { phase } = state;
  const recoverAtMs = nowMs + RECOVER_RETRY_MS;
  if (!('handle' in phase)) return stay(state);
  if (phase.name === 'delaying') {
    return stay(inPhase(state, { name: 'stopping', handle: phase.handle, recoverAtMs }));
  }
  return stay(inPhase(state, { ...phase, recoverAtMs }));
}
