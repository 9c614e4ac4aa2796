import type { TaskBlocks } from '@steppe/api-contract/blocks';
import type { DriverCapabilities, TaskSpec } from '@steppe/task-drivers';
import type { NewTaskEvent } from '../machine/task-events.ts';
import type { Variables } from '../env/interpolate.ts';
import type { RunnerPorts } from '../runner/runner-ports.ts';

/** All that the steps before a task's start may read. */
export interface SetupContext {
  readonly spec: TaskSpec;
  /** How the task's driver keeps it from the files of the machine. */
  readonly fsIsolation: DriverCapabilities['fsIsolation'];
  readonly blocks: TaskBlocks;
  /** What `${…}` stands for, with the directories as this machine sees them. */
  readonly variables: Variables;
  /** What the job was dispatched with, in base64. */
  readonly payload: string | undefined;
  /** False when an earlier run was set up already: what is done once is not done again. */
  readonly isFirst: boolean;
  /** Aborted when the task is not wanted any more. */
  readonly signal: AbortSignal;
  readonly ports: RunnerPorts;
  readonly tell: (event: NewTaskEvent) => void;
}

/** A step of the setup has failed. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
  readonly event: NewTaskEvent;
  /** Whether it may go better the next time. */
  readonly recoverable: boolean;

  constructor(
    event: NewTaskEvent,
    { recoverable, cause }: { recoverable: boolean; cause?: unknown },
  ) {
    super(event.displayMessage, { cause });
    this.event = event;
    this.recoverable = recoverable;
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
