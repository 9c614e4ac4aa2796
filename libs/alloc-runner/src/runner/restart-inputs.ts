import { SteppeError } from '@steppe/domain';
import type { AllocInput } from '../machine/alloc-machine.ts';
import { type AllocState, isAllocDead } from '../machine/alloc-state.ts';

/** Which tasks are to start anew: one, those that run, or all, also those that have ended. */
export type RestartTarget = { readonly task: string } | 'running' | 'all';

/**
 * What has an allocation's tasks start anew, as a person asked.
 *
 * @throws SteppeError `TASK_NOT_FOUND`, or `REQUEST_INVALID` when the task does not run.
 */
export function restartInputs(which: RestartTarget, state: AllocState): readonly AllocInput[] {
  if (which === 'all') {
    if (isAllocDead(state)) throw new SteppeError('REQUEST_INVALID', 'Alloc is not running');
    return [{ type: 'rewind', reason: 'User requested all tasks to restart' }];
  }
  const what = typeof which === 'string' ? `${which} tasks` : 'task';
  const reason = `User requested ${what} to restart`;
  return tasksOf(which, state).map((task) => ({
    type: 'task',
    task,
    input: { type: 'restart', reason },
  }));
}

function tasksOf(
  which: { readonly task: string } | 'running',
  { tasks }: AllocState,
): readonly string[] {
  if (which === 'running') return Object.keys(tasks);
  const state = tasks[which.task];
  if (state === undefined) {
    throw new SteppeError('TASK_NOT_FOUND', `Could not find task runner for task: ${which.task}`);
  }
  if (state.phase.name === 'running') return [which.task];
  throw new SteppeError('REQUEST_INVALID', 'Task not running');
}
