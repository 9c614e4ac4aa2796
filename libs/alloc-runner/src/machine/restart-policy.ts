import type { RestartPolicy } from '@steppe/domain';
import { z } from 'zod';
import { goDuration } from './go-duration.ts';

/** Attempts within the present interval. */
export const RestartCounter = z.object({
  attempts: z.int().nonnegative(),
  intervalStartMs: z.number(),
});
export type RestartCounter = z.infer<typeof RestartCounter>;

/** How a task came to its end. */
export type TaskEnd =
  | { readonly type: 'exited'; readonly successful: boolean }
  | { readonly type: 'startFailed'; readonly recoverable: boolean };

export type RestartDecision =
  | { readonly type: 'restart'; readonly delayMs: number; readonly reason: string }
  | { readonly type: 'fail'; readonly reason: string }
  | { readonly type: 'complete' };

export const WITHIN_POLICY = 'Restart within policy';
const NO_RESTARTS = 'Policy allows no restarts';
const UNRECOVERABLE = 'Error was unrecoverable';
const DELAYED = 'Exceeded allowed attempts, applying a delay';

/** Restarts come later by up to so much of the delay, so that a failing group does not beat in step. */
const JITTER_SHARE = 0.25;

/**
 * Decides what follows the end of a task, as Nomad's restart tracker does.
 *
 * @param restartsOnSuccess whether a task that ended well is started again: services, not batch.
 * @param jitter in [0, 1).
 */
export function decideRestart(
  counter: RestartCounter,
  {
    policy,
    restartsOnSuccess,
    end,
    jitter,
    nowMs,
  }: {
    readonly policy: RestartPolicy;
    readonly restartsOnSuccess: boolean;
    readonly end: TaskEnd;
    readonly jitter: number;
    readonly nowMs: number;
  },
): { readonly decision: RestartDecision; readonly counter: RestartCounter } {
  if (end.type === 'exited' && end.successful && !restartsOnSuccess) {
    return { decision: { type: 'complete' }, counter };
  }
  if (policy.attempts === 0) return { decision: { type: 'fail', reason: NO_RESTARTS }, counter };
  const counted = countAttempt(counter, policy, nowMs);
  const decided = (decision: RestartDecision) => ({ decision, counter: counted });
  if (end.type === 'startFailed' && !end.recoverable) {
    return decided({ type: 'fail', reason: UNRECOVERABLE });
  }
  if (counted.attempts <= policy.attempts) {
    const delayMs = policy.delayMs * (1 + JITTER_SHARE * jitter);
    return decided({ type: 'restart', delayMs, reason: WITHIN_POLICY });
  }
  if (policy.mode === 'delay') {
    const delayMs = Math.max(0, counted.intervalStartMs + policy.intervalMs - nowMs);
    return decided({ type: 'restart', delayMs, reason: DELAYED });
  }
  const interval = goDuration(policy.intervalMs);
  const reason = `Exceeded allowed attempts ${policy.attempts} in interval ${interval} and mode is "fail"`;
  return decided({ type: 'fail', reason });
}

/** Counts one more; the first after the interval's end opens a new one. */
function countAttempt(
  counter: RestartCounter,
  policy: RestartPolicy,
  nowMs: number,
): RestartCounter {
  const isOver = nowMs > counter.intervalStartMs + policy.intervalMs;
  return isOver
    ? { attempts: 1, intervalStartMs: nowMs }
    : { ...counter, attempts: counter.attempts + 1 };
}
