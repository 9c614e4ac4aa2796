import { groupOf } from '../job/job-version.ts';
import type { ReschedulePolicy } from '../job/policies.ts';
import type { AllocationRow } from './allocation-row.ts';

/** When a failed allocation may be placed anew, by its policy. */
export interface RescheduleTime {
  readonly atMs: number;
  /** How long it waits from its failure on. */
  readonly delayMs: number;
}

/**
 * When the allocation is due to be placed anew; undefined when its policy forbids it. Source: Nomad's
 * NextRescheduleTimeByTime.
 *
 * @param failedAtMs when it failed, or its node was lost touch with.
 */
export function nextReschedule(
  alloc: AllocationRow,
  failedAtMs: number,
): RescheduleTime | undefined {
  const policy = groupOf(alloc.jobVersion, alloc.groupName)?.reschedulePolicy;
  if (!policy || alloc.desiredStatus !== 'run') return undefined;
  const delayMs = nextDelay(alloc, policy, failedAtMs);
  if (alloc.rescheduleForced) return { atMs: failedAtMs, delayMs };
  if (!isAllowed(alloc, { policy, failedAtMs, delayMs })) return undefined;
  return { atMs: failedAtMs + delayMs, delayMs };
}

/** When its last task ended; when none says so, when the client last reported. */
export function failureTimeOf(alloc: AllocationRow): number {
  const ends = Object.values(alloc.taskStates).flatMap(({ finishedAtMs }) => finishedAtMs ?? []);
  return ends.length > 0 ? Math.max(...ends) : alloc.modifiedAtMs;
}

function isAllowed(
  alloc: AllocationRow,
  {
    policy,
    failedAtMs,
    delayMs,
  }: { policy: ReschedulePolicy; failedAtMs: number; delayMs: number },
): boolean {
  if (policy.unlimited) return true;
  if (policy.attempts === 0) return false;
  const attempted = alloc.reschedules.filter(({ atMs }) => failedAtMs - atMs < policy.intervalMs);
  return (
    attempted.length < policy.attempts && (attempted.length === 0 || delayMs < policy.intervalMs)
  );
}

function nextDelay(alloc: AllocationRow, policy: ReschedulePolicy, failedAtMs: number): number {
  const last = alloc.reschedules.at(-1);
  if (!last || policy.delayFunction === 'constant') return policy.delayMs;
  const grown =
    policy.delayFunction === 'exponential'
      ? last.delayMs * 2
      : fibonacci(alloc.reschedules.at(-2)?.delayMs, last.delayMs, policy);
  if (policy.maxDelayMs === 0 || grown <= policy.maxDelayMs) return grown;
  // It ran for longer than the ceiling: the series starts anew.
  return failedAtMs - last.atMs > policy.maxDelayMs ? policy.delayMs : policy.maxDelayMs;
}

function fibonacci(beforeMs: number | undefined, lastMs: number, policy: ReschedulePolicy): number {
  if (beforeMs === undefined) return policy.delayMs;
  const restarted = beforeMs === policy.maxDelayMs && lastMs === policy.delayMs;
  return restarted ? lastMs : lastMs + beforeMs;
}
