import type { TaskEvent, TaskStateRow } from '@steppe/domain';
import { z } from 'zod';
import { nsOfMs, timestampOf } from '../wire/time.ts';
import { EpochNs, Timestamp } from '../wire/values.ts';

export const WireTaskEvent = z
  .object({
    Type: z.string(),
    Time: EpochNs,
    Message: z.string(),
    DisplayMessage: z.string(),
    Details: z.record(z.string(), z.string()),
    FailsTask: z.boolean(),
    RestartReason: z.string(),
    SetupError: z.string(),
    DriverError: z.string(),
    ExitCode: z.int(),
    Signal: z.int(),
    KillTimeout: z.number(),
    KillError: z.string(),
    KillReason: z.string(),
    StartDelay: z.number(),
    DownloadError: z.string(),
    ValidationError: z.string(),
    DiskLimit: z.number(),
    FailedSibling: z.string(),
    VaultError: z.string(),
    TaskSignalReason: z.string(),
    TaskSignal: z.string(),
    DriverMessage: z.string(),
    GenericSource: z.string(),
  })
  .meta({ id: 'TaskEvent' });
export type WireTaskEvent = z.infer<typeof WireTaskEvent>;

export const TaskState = z
  .object({
    State: z.string(),
    Failed: z.boolean(),
    Restarts: z.int(),
    LastRestart: Timestamp.nullable(),
    StartedAt: Timestamp.nullable(),
    FinishedAt: Timestamp.nullable(),
    Events: z.array(WireTaskEvent),
    Paused: z.string(),
  })
  .meta({ id: 'TaskState' });
export type TaskState = z.infer<typeof TaskState>;

export function taskStateToWire(row: TaskStateRow): TaskState {
  return {
    State: row.state,
    Failed: row.failed,
    Restarts: row.restarts,
    LastRestart: timeOrNull(row.lastRestartMs),
    StartedAt: timeOrNull(row.startedAtMs),
    FinishedAt: timeOrNull(row.finishedAtMs),
    Events: row.events.map(taskEventToWire),
    Paused: '',
  };
}

function timeOrNull(atMs: number | undefined): string | null {
  return atMs === undefined ? null : timestampOf(atMs);
}

/** Nomad repeats in fields of their own what the details say; old clients read those. */
function taskEventToWire(event: TaskEvent): WireTaskEvent {
  const details = event.details ?? {};
  return {
    Type: event.type,
    Time: nsOfMs(event.atMs),
    Message: event.message ?? '',
    DisplayMessage: event.displayMessage,
    Details: details,
    FailsTask: event.failsTask ?? false,
    RestartReason: details['restart_reason'] ?? '',
    SetupError: details['setup_error'] ?? '',
    DriverError: details['driver_error'] ?? '',
    ExitCode: wholeNumber(details['exit_code']),
    Signal: wholeNumber(details['signal']),
    KillTimeout: secondsToNs(details['kill_timeout']),
    KillError: details['kill_error'] ?? '',
    KillReason: details['kill_reason'] ?? '',
    StartDelay: wholeNumber(details['start_delay']),
    DownloadError: details['download_error'] ?? '',
    ValidationError: details['validation_error'] ?? '',
    DiskLimit: wholeNumber(details['disk_limit']),
    FailedSibling: details['failed_sibling'] ?? '',
    VaultError: details['vault_renewal_error'] ?? '',
    TaskSignalReason: details['task_signal_reason'] ?? '',
    TaskSignal: details['task_signal'] ?? '',
    DriverMessage: details['driver_message'] ?? '',
    GenericSource: '',
  };
}

function wholeNumber(text: string | undefined): number {
  const value = Number.parseInt(text ?? '', 10);
  return Number.isNaN(value) ? 0 : value;
}

const NS_PER_SECOND = 1_000_000_000;

/** A timeout in details is text such as `5s`; one in other units is shown there only. */
function secondsToNs(text: string | undefined): number {
  const seconds = /^(\d+)s$/.exec(text ?? '')?.[1];
  return seconds === undefined ? 0 : Number(seconds) * NS_PER_SECOND;
}
