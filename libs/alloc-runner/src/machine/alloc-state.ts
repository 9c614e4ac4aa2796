import { assert, type ClientStatus } from '@steppe/domain';
import { z } from 'zod';
import type { AllocPlan } from './alloc-plan.ts';
import { newTaskState, TaskState } from './task-state.ts';

export const HealthState = z.discriminatedUnion('phase', [
  z.object({ phase: z.literal('unwatched') }),
  z.object({ phase: z.literal('watching'), deadlineAtMs: z.number() }),
  z.object({ phase: z.literal('decided'), healthy: z.boolean(), atMs: z.int() }),
]);
export type HealthState = z.infer<typeof HealthState>;

/** Where an allocation is, as it is kept on disk. */
export const AllocState = z.object({
  /** Whether it is told to run or to stop. */
  desired: z.enum(['run', 'stop']),
  /** Whether its tasks may start: its ports are free, and what it waits for has ended. */
  begun: z.boolean(),
  tasks: z.record(z.string(), TaskState),
  health: HealthState,
  /** What the checks of its services said last, by their IDs. */
  checks: z.record(z.string(), z.object({ passing: z.boolean(), sinceMs: z.number() })).optional(),
  /** Told to stop, it offers no services any more; until then its tasks go on. */
  stopsAtMs: z.number().optional(),
  /** Whoever has it stopped does not want to wait for shutdown delays. */
  skipsDelays: z.boolean().optional(),
  /** When it must have ended by itself. */
  runsUntilMs: z.number().optional(),
  /** It did not: its tasks are ended. */
  isOvertime: z.boolean().optional(),
});
export type AllocState = z.infer<typeof AllocState>;

export function newAllocState(plan: AllocPlan): AllocState {
  return {
    desired: 'run',
    begun: false,
    tasks: Object.fromEntries(plan.tasks.map(({ name }) => [name, newTaskState()])),
    health: { phase: 'unwatched' },
  };
}

export function taskStateOf(state: AllocState, task: string): TaskState {
  const found = state.tasks[task];
  assert(found !== undefined, `the allocation has no task ${task}`);
  return found;
}

export function isDead(state: AllocState, task: string): boolean {
  return taskStateOf(state, task).phase.name === 'dead';
}

/** Nothing of it runs or will run. */
export function isAllocDead(state: AllocState): boolean {
  return Object.values(state.tasks).every(({ phase }) => phase.name === 'dead');
}

/** What the client says of the whole allocation, with Nomad's words. */
export function clientStatusOf(state: AllocState): {
  readonly clientStatus: ClientStatus;
  readonly clientDescription: string;
} {
  const statuses = Object.values(state.tasks).map(({ status }) => status);
  if (statuses.some(({ failed }) => failed)) {
    return { clientStatus: 'failed', clientDescription: 'Failed tasks' };
  }
  if (statuses.some((status) => status.state === 'running')) {
    return { clientStatus: 'running', clientDescription: 'Tasks are running' };
  }
  if (statuses.some((status) => status.state === 'pending')) {
    return { clientStatus: 'pending', clientDescription: 'No tasks have started' };
  }
  return { clientStatus: 'complete', clientDescription: 'All tasks have completed' };
}
