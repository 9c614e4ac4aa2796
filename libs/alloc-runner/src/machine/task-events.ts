import { assertNever, type TaskEvent } from '@steppe/domain';
import type { ExitResult } from '@steppe/task-drivers';
import { goDuration } from './go-duration.ts';
import { WITHIN_POLICY } from './restart-policy.ts';

/** Why a task is told to end. */
export type KillCause =
  | { readonly type: 'allocStopped' }
  | { readonly type: 'siblingFailed'; readonly task: string }
  | { readonly type: 'leaderDead' }
  | { readonly type: 'mainTasksDead' }
  | { readonly type: 'overtime' }
  | { readonly type: 'taskFailed'; readonly event: NewTaskEvent };

/**
 * A task event that has no time yet. Types, detail keys and sentences are Nomad's, since people and tools
 * read them (task-event-type and task-event-detail-key of its API).
 */
export type NewTaskEvent = Omit<TaskEvent, 'atMs'>;

const plain = (type: string, displayMessage: string): NewTaskEvent => ({
  type,
  displayMessage,
  details: {},
});

export const received = (): NewTaskEvent => plain('Received', 'Task received by client');

export function taskSetup(message: string): NewTaskEvent {
  return { type: 'Task Setup', displayMessage: message, message, details: { message } };
}

export function setupFailure(error: string): NewTaskEvent {
  return {
    type: 'Setup Failure',
    displayMessage: error,
    details: { setup_error: error, fails_task: 'true' },
    failsTask: true,
  };
}

/** A detail that people may want to know while a task is made ready. */
export function hookMessage(message: string): NewTaskEvent {
  return { type: 'Task hook message', displayMessage: message, message, details: { message } };
}

export const downloadingArtifacts = (): NewTaskEvent =>
  plain('Downloading Artifacts', 'Client is downloading artifacts');

export function artifactFailed(error: string): NewTaskEvent {
  return {
    type: 'Failed Artifact Download',
    displayMessage: error,
    details: { download_error: error },
  };
}

/** What consul-template calls its dependencies, at most so many of them. */
const MISSING_MAX = 3;

export function templateMissing(missing: readonly string[]): NewTaskEvent {
  const more = missing.length > MISSING_MAX ? `, and ${missing.length - MISSING_MAX} more` : '';
  return plain('Template', `Missing: ${missing.slice(0, MISSING_MAX).join(', ')}${more}`);
}

export function templateFailed(error: string): NewTaskEvent {
  const message = `Template failed: ${error}`;
  return { ...plain('Template', message), details: { fails_task: 'true' }, failsTask: true };
}

/** A signal that nobody has asked for now: something that the task was given has changed. */
export function signaledBecause(signalName: string, reason: string): NewTaskEvent {
  return {
    type: 'Signaling',
    displayMessage: reason,
    details: { task_signal: signalName, task_signal_reason: reason },
  };
}

export const started = (): NewTaskEvent => plain('Started', 'Task started by client');

export function driverMessage(
  message: string,
  annotations: Readonly<Record<string, string>>,
): NewTaskEvent {
  return {
    type: 'Driver',
    displayMessage: message,
    details: { ...annotations, driver_message: message },
  };
}

export function driverFailure(error: string): NewTaskEvent {
  return { type: 'Driver Failure', displayMessage: error, details: { driver_error: error } };
}

export function terminated(result: ExitResult): NewTaskEvent {
  const parts = [`Exit Code: ${result.exitCode}`];
  if (result.signal !== 0) parts.push(`Signal: ${result.signal}`);
  const message = result.error ?? (result.oomKilled ? 'OOM Killed' : undefined);
  if (message !== undefined) parts.push(`Exit Message: ${JSON.stringify(message)}`);
  return {
    type: 'Terminated',
    displayMessage: parts.join(', '),
    details: {
      exit_code: String(result.exitCode),
      signal: String(result.signal),
      oom_killed: String(result.oomKilled),
      ...(message === undefined ? {} : { exit_message: message }),
    },
  };
}

export function restarting(delayMs: number, reason: string): NewTaskEvent {
  const wait = `Task restarting in ${goDuration(delayMs)}`;
  return {
    type: 'Restarting',
    displayMessage: reason === '' || reason === WITHIN_POLICY ? wait : `${reason} - ${wait}`,
    details: { start_delay: String(Math.round(delayMs * 1e6)), restart_reason: reason },
  };
}

export function notRestarting(reason: string): NewTaskEvent {
  return {
    type: 'Not Restarting',
    displayMessage: reason,
    details: { restart_reason: reason, fails_task: 'true' },
    failsTask: true,
  };
}

export function restartSignaled(reason: string): NewTaskEvent {
  return {
    type: 'Restart Signaled',
    displayMessage: reason,
    details: { restart_reason: reason },
  };
}

export function signaling(signalName: string): NewTaskEvent {
  return {
    type: 'Signaling',
    displayMessage: 'Task being sent a signal',
    details: { signal: signalName },
  };
}

export function waitingForShutdownDelay(delayMs: number): NewTaskEvent {
  const message = `Waiting for shutdown_delay of ${goDuration(delayMs)} before killing the task.`;
  return plain('Waiting for shutdown delay', message);
}

export function skippingShutdownDelay(delayMs: number): NewTaskEvent {
  const message = `Skipping shutdown_delay of ${goDuration(delayMs)} before killing the task.`;
  return plain('Skipping shutdown delay', message);
}

export function killing(killTimeoutMs: number): NewTaskEvent {
  const timeout = goDuration(killTimeoutMs);
  return {
    type: 'Killing',
    displayMessage: `Sent interrupt. Waiting ${timeout} before force killing`,
    details: { kill_timeout: timeout },
  };
}

export const killed = (): NewTaskEvent => plain('Killed', 'Task successfully killed');

export function killFailed(error: string): NewTaskEvent {
  return { type: 'Killed', displayMessage: error, details: { kill_error: error } };
}

export function restoreFailed(reason: string): NewTaskEvent {
  return plain('Failed Restoring Task', `failed to restore task; ${reason}`);
}

export function allocUnhealthy(message: string): NewTaskEvent {
  return { type: 'Alloc Unhealthy', displayMessage: message, message, details: { message } };
}

/** What a task's own events say of the cause; an allocation that is stopped needs no word of it. */
export function causeOf(cause: KillCause): NewTaskEvent | undefined {
  switch (cause.type) {
    case 'allocStopped':
      return undefined;
    case 'siblingFailed':
      return {
        type: 'Sibling Task Failed',
        displayMessage: `Task's sibling "${cause.task}" failed`,
        details: { failed_sibling: cause.task },
      };
    case 'leaderDead':
      return plain('Leader Task Dead', 'Leader Task in Group dead');
    case 'mainTasksDead':
      return plain('Main Tasks Dead', 'Main tasks in the group died');
    case 'overtime': {
      const message = 'Allocation ran longer than its max_run_duration';
      return { type: 'Killing', displayMessage: message, details: { kill_reason: message } };
    }
    case 'taskFailed':
      return cause.event;
    default:
      return assertNever(cause);
  }
}
