import { deriveId, type EvaluationCreated, evalsOfJob, isTerminalEvaluation } from '@steppe/domain';
import { EVALUATION } from '../reconcile/descriptions.ts';
import { FOLLOWUP_WINDOW_MS } from '../reconcile/due.ts';
import type { JobView } from '../reconcile/job-view.ts';
import type { Delayed } from '../reconcile/reconciled.ts';

export interface Followups {
  readonly events: readonly EvaluationCreated[];
  /** By the ID of an allocation, which evaluation will look at it: one of `events`, or one that waits already. */
  readonly evalIds: ReadonlyMap<string, string>;
}

/** An evaluation that waits for its time, or will. */
interface Waiting {
  readonly id: string;
  readonly atMs: number;
  readonly isTimeout: boolean;
}

/**
 * Evaluations that will take up, at their time, what must wait: a replacement that is not due yet, or the end of
 * the time for which a node may be out of touch. Those that fall due close together share one, and what a waiting
 * evaluation will take up already needs no other.
 */
export function followupsFor(view: JobView, delayed: readonly Delayed[]): Followups {
  const events: EvaluationCreated[] = [];
  const evalIds = new Map<string, string>();
  if (delayed.length === 0) return { events, evalIds };
  const waiting = waitingEvaluations(view);
  for (const one of delayed.toSorted((a, b) => a.atMs - b.atMs)) {
    const isTimeout = one.triggeredBy === 'max-disconnect-timeout';
    const shared = waiting.find(
      (other) =>
        other.isTimeout === isTimeout &&
        other.atMs <= one.atMs &&
        one.atMs <= other.atMs + FOLLOWUP_WINDOW_MS,
    );
    if (shared) {
      evalIds.set(one.alloc.id, shared.id);
      continue;
    }
    const event = followup(view, one);
    events.push(event);
    waiting.push({ id: event.evaluation.id, atMs: one.atMs, isTimeout });
    evalIds.set(one.alloc.id, event.evaluation.id);
  }
  return { events, evalIds };
}

function followup(view: JobView, { alloc, atMs, triggeredBy }: Delayed): EvaluationCreated {
  const { evaluation, state } = view;
  const isTimeout = triggeredBy === 'max-disconnect-timeout';
  const cause = [isTimeout ? 'disconnect-timeout' : 'followup', evaluation.id, alloc.id, atMs];
  const id = deriveId(...cause);
  return {
    type: 'EvaluationCreated',
    v: 1,
    evaluation: {
      // One of that name is over by now where the broker's clock is ahead of this one.
      id: state.evals.has(id) ? deriveId(...cause, state.seq) : id,
      namespace: evaluation.namespace,
      jobId: evaluation.jobId,
      type: evaluation.type,
      priority: evaluation.priority,
      triggeredBy,
      ...(evaluation.jobSeq !== undefined && { jobSeq: evaluation.jobSeq }),
      previousEvalId: evaluation.id,
      waitUntilMs: atMs,
      statusDescription: isTimeout ? EVALUATION.disconnectTimeout : EVALUATION.delayedRescheduling,
    },
  };
}

function waitingEvaluations({ state, key, evaluation }: JobView): Waiting[] {
  return evalsOfJob(state, key).flatMap((row) => {
    const { id, waitUntilMs, triggeredBy } = row.evaluation;
    const isWaiting = id !== evaluation.id && !isTerminalEvaluation(row);
    if (!isWaiting || waitUntilMs === undefined) return [];
    return [{ id, atMs: waitUntilMs, isTimeout: triggeredBy === 'max-disconnect-timeout' }];
  });
}
