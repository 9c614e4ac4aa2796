import { deriveId, type EvaluationCreated, evalsOfJob, isTerminalEvaluation } from '@steppe/domain';
import { EVALUATION } from '../reconcile/descriptions.ts';
import type { JobView } from '../reconcile/job-view.ts';
import type { DelayedReschedule } from '../reconcile/reconciled.ts';
import { FOLLOWUP_WINDOW_MS } from '../reconcile/split-reschedulable.ts';

/**
 * Evaluations that will take up, at their time, what must wait before it is placed anew. Those that fall due
 * close together share one, and what a waiting evaluation will take up already needs no other.
 */
export function followupsFor(
  view: JobView,
  delayed: readonly DelayedReschedule[],
): EvaluationCreated[] {
  if (delayed.length === 0) return [];
  const { evaluation } = view;
  const times = waitingTimes(view);
  const followups: EvaluationCreated[] = [];
  for (const { alloc, atMs } of delayed.toSorted((a, b) => a.atMs - b.atMs)) {
    if (times.some((timeMs) => timeMs <= atMs && atMs <= timeMs + FOLLOWUP_WINDOW_MS)) continue;
    times.push(atMs);
    followups.push({
      type: 'EvaluationCreated',
      v: 1,
      evaluation: {
        id: deriveId('followup', evaluation.id, alloc.id, atMs),
        namespace: evaluation.namespace,
        jobId: evaluation.jobId,
        type: evaluation.type,
        priority: evaluation.priority,
        triggeredBy: 'alloc-failure',
        ...(evaluation.jobSeq !== undefined && { jobSeq: evaluation.jobSeq }),
        previousEvalId: evaluation.id,
        waitUntilMs: atMs,
        statusDescription: EVALUATION.delayedRescheduling,
      },
    });
  }
  return followups;
}

/** When evaluations of the job that wait for their time will run. */
function waitingTimes({ state, key, evaluation }: JobView): number[] {
  return evalsOfJob(state, key).flatMap((row) => {
    const { id, waitUntilMs } = row.evaluation;
    const isWaiting = id !== evaluation.id && !isTerminalEvaluation(row);
    return isWaiting && waitUntilMs !== undefined ? [waitUntilMs] : [];
  });
}
