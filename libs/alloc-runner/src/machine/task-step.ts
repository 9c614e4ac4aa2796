import type { RestartPolicy } from '@steppe/domain';
import type { ExitResult, TaskHandle } from '@steppe/task-drivers';
import type { KillCause, NewTaskEvent } from './task-events.ts';
import { type TaskPhase, type TaskState, withEvent } from './task-state.ts';

/** What the machine must know of a task. */
export interface TaskPlan {
  readonly name: string;
  readonly restartPolicy: RestartPolicy;
  readonly restartsOnSuccess: boolean;
  readonly killTimeoutMs: number;
  /** Absent: the driver's default. */
  readonly killSignal?: string;
  readonly shutdownDelayMs: number;
  /** Whether it ends without its shutdown delay. @default false */
  readonly skipsShutdownDelay?: boolean;
}

/** Something happened to the task, or is asked of it. `jitter` is chance, in [0, 1). */
export type TaskInput =
  | { readonly type: 'received' }
  | { readonly type: 'begin' }
  | { readonly type: 'prepared' }
  | {
      readonly type: 'prepareFailed';
      readonly event: NewTaskEvent;
      readonly recoverable: boolean;
      readonly jitter: number;
    }
  /** Something to tell people that changes nothing. */
  | { readonly type: 'event'; readonly event: NewTaskEvent }
  /** The task can't go on as it is wanted: it is ended and has failed. */
  | { readonly type: 'fail'; readonly event: NewTaskEvent }
  | { readonly type: 'started'; readonly handle: TaskHandle }
  | {
      readonly type: 'startFailed';
      readonly message: string;
      readonly recoverable: boolean;
      readonly jitter: number;
    }
  | {
      readonly type: 'driverEvent';
      readonly message: string;
      readonly annotations: Readonly<Record<string, string>>;
    }
  | { readonly type: 'exited'; readonly result: ExitResult; readonly jitter: number }
  | { readonly type: 'stopFailed'; readonly message: string }
  | { readonly type: 'kill'; readonly cause: KillCause }
  /** @property isFailure whether it counts for the restart policy, as an end of its own would. */
  | { readonly type: 'restart'; readonly reason: string; readonly isFailure?: boolean }
  /** It is to run anew from the beginning of its group's life, also when it has ended. */
  | { readonly type: 'rewind'; readonly reason: string }
  /** It waits for its shutdown delay no longer. */
  | { readonly type: 'skipDelay' }
  | { readonly type: 'signaled'; readonly signalName: string }
  | { readonly type: 'unhealthy'; readonly message: string }
  | { readonly type: 'resume' }
  | { readonly type: 'recovered'; readonly found: boolean }
  | { readonly type: 'recoverFailed' }
  | { readonly type: 'destroyed' }
  | { readonly type: 'startAbandoned' }
  | { readonly type: 'abandonFailed' }
  | { readonly type: 'tick' };

/** What the shell must do; its outcome comes back as an input. */
export type TaskEffect =
  /** @property isFirst false when an earlier run was set up already: what is done once is not done again. */
  | { readonly type: 'prepare'; readonly isFirst: boolean }
  /** What is being prepared is not wanted any more: whatever it waits for is to be waited for no longer. */
  | { readonly type: 'abandonPreparation' }
  | { readonly type: 'start' }
  | { readonly type: 'watch'; readonly handle: TaskHandle }
  | { readonly type: 'recover'; readonly handle: TaskHandle }
  | {
      readonly type: 'stop';
      readonly handle: TaskHandle;
      readonly timeoutMs: number;
      readonly signal?: string;
    }
  | { readonly type: 'destroy'; readonly handle: TaskHandle }
  /** Whatever a start has left that nobody has the handle of is to be ended. */
  | { readonly type: 'abandonStart' };

export interface TaskStep {
  readonly state: TaskState;
  readonly effects: readonly TaskEffect[];
}

export const stay = (state: TaskState, effects: readonly TaskEffect[] = []): TaskStep => ({
  state,
  effects,
});

export const told = (state: TaskState, event: NewTaskEvent, nowMs: number): TaskStep =>
  stay(withEvent(state, event, nowMs));

/** Has the task made ready for its next run. */
export function prepare(state: TaskState): TaskStep {
  const effect: TaskEffect = { type: 'prepare', isFirst: state.isSetUp !== true };
  return stay(inPhase(state, { name: 'preparing' }), [effect]);
}

export const inPhase = (state: TaskState, phase: TaskPhase): TaskState => ({ ...state, phase });
