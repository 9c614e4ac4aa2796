import { TASK_EVENTS_MAX, TaskEvent, TaskStatus } from '@steppe/domain';
import type { TaskHandle } from '@steppe/task-drivers';
import { z } from 'zod';
import { RestartCounter } from './restart-policy.ts';
import type { NewTaskEvent } from './task-events.ts';

const StoredHandle: z.ZodType<TaskHandle> = z.object({
  driver: z.string(),
  version: z.int(),
  allocId: z.string(),
  taskName: z.string(),
  state: z.record(z.string(), z.json()),
  network: z
    .object({
      ip: z.string(),
      portMap: z.record(z.string(), z.int()),
      autoAdvertise: z.boolean(),
    })
    .exactOptional(),
});

/** Where a task is between its birth and its end. Whatever runs has the handle that finds it again. */
export const TaskPhase = z.discriminatedUnion('name', [
  z.object({ name: z.literal('waiting') }),
  z.object({ name: z.literal('preparing') }),
  z.object({ name: z.literal('starting') }),
  z.object({
    name: z.literal('running'),
    handle: StoredHandle,
    /** When to ask the driver again for a task that it could not find yet. */
    recoverAtMs: z.number().optional(),
  }),
  /** Its `shutdown_delay` runs: it still works, and is stopped after it. */
  z.object({ name: z.literal('delaying'), handle: StoredHandle, stopAtMs: z.number() }),
  z.object({
    name: z.literal('stopping'),
    handle: StoredHandle,
    recoverAtMs: z.number().optional(),
  }),
  z.object({ name: z.literal('backoff'), restartAtMs: z.number() }),
  /** It is to die, but first whatever a start has left that nobody has the handle of is ended. */
  z.object({ name: z.literal('abandoning'), retryAtMs: z.number().optional() }),
  z.object({ name: z.literal('dead') }),
]);
export type TaskPhase = z.infer<typeof TaskPhase>;

/** All that is known of a task, as it is kept on disk. */
export const TaskState = z.object({
  phase: TaskPhase,
  /** What it is to become: all but `run` end what runs now. */
  wanted: z.enum(['run', 'restart', 'restartAsFailed', 'rewind', 'dead']),
  status: TaskStatus,
  counter: RestartCounter,
  /** As `startedAtMs` of its status, but by the clock as it is now: that may have been set. */
  runsSinceMs: z.number().optional(),
  /** Whether it has been made ready once: its artifacts are there. */
  isSetUp: z.boolean().optional(),
  /** An agent was killed while it started the task: of that start there may be something that no handle finds. */
  mayHaveStarted: z.boolean().optional(),
  /** An ended run whose traces the driver has yet to remove. */
  leftover: StoredHandle.optional(),
  /** The latest, oldest first, each later than the one before. */
  events: z.array(TaskEvent),
});
export type TaskState = z.infer<typeof TaskState>;

export const newTaskState = (): TaskState => ({
  phase: { name: 'waiting' },
  wanted: 'run',
  status: { state: 'pending', failed: false, restarts: 0 },
  counter: { attempts: 0, intervalStartMs: 0 },
  events: [],
});

/**
 * Adds an event. Its time is later than the last one's even if the clock stands still or goes back, so that
 * a time tells which events have been reported.
 */
export function withEvent(state: TaskState, event: NewTaskEvent, nowMs: number): TaskState {
  const atMs = Math.max(nowMs, (state.events.at(-1)?.atMs ?? -1) + 1);
  return { ...state, events: [...state.events, { ...event, atMs }].slice(-TASK_EVENTS_MAX) };
}
