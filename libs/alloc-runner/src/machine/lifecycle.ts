import { assertNever } from '@steppe/domain';
import type { AllocPlan, GroupTaskPlan, TaskRole } from './alloc-plan.ts';
import { type AllocState, isDead, taskStateOf } from './alloc-state.ts';
import type { KillCause } from './task-events.ts';
import type { TaskInput } from './task-step.ts';

export interface TaskCommand {
  readonly task: string;
  readonly input: Extract<TaskInput, { type: 'begin' | 'kill' }>;
}

/**
 * What the tasks of a group owe each other: which of them must now begin and which must end, given where
 * they all are. Empty when nothing is to be done.
 *
 * The order is Nomad's: prestart tasks, then main tasks, poststart tasks beside them, and poststop tasks
 * once all others are dead. A group ends when it is told to, when one of its tasks failed, with its leader,
 * or with its last main task.
 */
export function lifecycleCommands(plan: AllocPlan, state: AllocState): readonly TaskCommand[] {
  const living = plan.tasks.filter(({ name }) => !isDead(state, name));
  if (living.length === 0) return [];
  if (!state.begun && state.desired === 'stop') {
    return living.map(({ name }) => killOf(name, { type: 'allocStopped' }));
  }
  const kills = killsOf(plan, state);
  if (kills !== undefined) return [...kills, ...poststopBegins(plan, state)];
  // None begins before those that are to run anew have ended.
  const isRewinding = plan.tasks.some(({ name }) => taskStateOf(state, name).wanted === 'rewind');
  if (!state.begun || isRewinding) return [];
  return living.filter((task) => mayBegin(task, plan, state)).map(({ name }) => beginOf(name));
}

const killOf = (task: string, cause: KillCause): TaskCommand => ({
  task,
  input: { type: 'kill', cause },
});

const beginOf = (task: string): TaskCommand => ({ task, input: { type: 'begin' } });

/** The tasks that must end; undefined while the group is to go on. */
function killsOf(plan: AllocPlan, state: AllocState): readonly TaskCommand[] | undefined {
  const cause = endCause(plan, state);
  if (cause === undefined) return undefined;
  const doomed = plan.tasks.filter(
    ({ name, role }) =>
      role !== 'poststop' && !isDead(state, name) && taskStateOf(state, name).wanted !== 'dead',
  );
  // A group that is stopped loses its leader first, so that the others see its end through.
  const leader = plan.tasks.find(({ name, isLeader }) => isLeader && !isDead(state, name));
  const first = leader !== undefined && cause.type === 'allocStopped' ? [leader] : doomed;
  return first.filter((task) => doomed.includes(task)).map(({ name }) => killOf(name, cause));
}

function endCause(plan: AllocPlan, state: AllocState): KillCause | undefined {
  if (state.desired === 'stop' && state.stopsAtMs === undefined) return { type: 'allocStopped' };
  if (state.isOvertime === true) return { type: 'overtime' };
  const failed = plan.tasks.find(
    ({ name, role }) => role !== 'poststop' && taskStateOf(state, name).status.failed,
  );
  if (failed !== undefined) return { type: 'siblingFailed', task: failed.name };
  if (plan.tasks.some(({ name, isLeader }) => isLeader && isDead(state, name))) {
    return { type: 'leaderDead' };
  }
  // A poststart task that still waits when the main ones are through has nothing left to be started after.
  const isWorkDone =
    allDead(plan, state, ['main']) &&
    ofRoles(plan, ['prestart', 'poststart']).every(
      ({ name }) => isDead(state, name) || isWaiting(state, name),
    );
  return isWorkDone ? { type: 'mainTasksDead' } : undefined;
}

function poststopBegins(plan: AllocPlan, state: AllocState): readonly TaskCommand[] {
  const others = plan.tasks.filter(({ role }) => role !== 'poststop');
  if (!others.every(({ name }) => isDead(state, name))) return [];
  return plan.tasks
    .filter(({ name, role }) => role === 'poststop' && isWaiting(state, name))
    .map(({ name }) => beginOf(name));
}

function mayBegin({ name, role }: GroupTaskPlan, plan: AllocPlan, state: AllocState): boolean {
  if (!isWaiting(state, name)) return false;
  switch (role) {
    case 'prestart':
    case 'prestartSidecar':
      return true;
    case 'main':
      return allDead(plan, state, ['prestart']) && allRunning(plan, state, ['prestartSidecar']);
    case 'poststart':
    case 'poststartSidecar':
      return allRunning(plan, state, ['main']);
    case 'poststop':
      return false;
    default:
      return assertNever(role);
  }
}

const isWaiting = (state: AllocState, task: string): boolean =>
  taskStateOf(state, task).phase.name === 'waiting';

function ofRoles(plan: AllocPlan, roles: readonly TaskRole[]): readonly GroupTaskPlan[] {
  return plan.tasks.filter(({ role }) => roles.includes(role));
}

function allDead(plan: AllocPlan, state: AllocState, roles: readonly TaskRole[]): boolean {
  return ofRoles(plan, roles).every(({ name }) => isDead(state, name));
}

function allRunning(plan: AllocPlan, state: AllocState, roles: readonly TaskRole[]): boolean {
  return ofRoles(plan, roles).every(
    ({ name }) => taskStateOf(state, name).status.state === 'running',
  );
}
