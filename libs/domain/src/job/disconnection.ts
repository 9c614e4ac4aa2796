import type { TaskGroup } from './task-group.ts';

const STRATEGIES = ['best_score', 'longest_running', 'keep_original', 'keep_replacement'] as const;

/** Which allocation stays when a node is back and another one was placed meanwhile. */
export type ReconcileStrategy = (typeof STRATEGIES)[number];

/** Nomad waits for a task at least so long where it must guess how long a stop takes. */
const KILL_TIMEOUT_MIN_MS = 5_000;

/** For how long an allocation may be out of touch before it counts as lost; 0: it is lost with its node's heartbeats. */
export function lostAfterMs({ disconnect, maxClientDisconnectMs }: TaskGroup): number {
  return maxClientDisconnectMs ?? disconnect?.lostAfterMs ?? 0;
}

/** Whether another allocation takes the place of one that is out of touch or lost with its node. */
export function isReplacedOnLoss({ disconnect, preventRescheduleOnLost }: TaskGroup): boolean {
  return !preventRescheduleOnLost && (disconnect?.replace ?? true);
}

/** After how long without the servers the node itself stops an allocation; undefined: it never does. */
export function stopOnClientAfterMs(group: TaskGroup): number | undefined {
  return group.stopAfterClientDisconnectMs ?? group.disconnect?.stopOnClientAfterMs;
}

/**
 * How long after a node fell silent its allocations have surely been stopped by the node itself: its own wait,
 * and the time that the slowest task may take to end.
 */
export function stoppedOnClientAfterMs(group: TaskGroup): number | undefined {
  const waitMs = stopOnClientAfterMs(group);
  if (waitMs === undefined) return undefined;
  return waitMs + Math.max(KILL_TIMEOUT_MIN_MS, ...group.tasks.map((task) => task.killTimeoutMs));
}

/** Whatever is not one of the others is `best_score`. */
export function reconcileStrategyOf({ disconnect }: TaskGroup): ReconcileStrategy {
  return STRATEGIES.find((strategy) => strategy === disconnect?.reconcile) ?? 'best_score';
}
