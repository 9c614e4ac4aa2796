import {
  allocsOfJob,
  deriveId,
  type EpochMs,
  type EvaluationTrigger,
  type Evaluation,
  isTerminal,
  type Job,
  jobKey,
  type JobKey,
  type Seq,
  type State,
} from '@steppe/domain';
import type { Outbox } from '../outbox/outbox.ts';
import { evaluationTarget } from '../outbox/target.ts';

/** Why a job must be looked at again. */
export interface Demand {
  readonly job: Job;
  readonly triggeredBy: EvaluationTrigger;
  /** Seq of the entry that made it necessary: the scheduler's view must have seen it. */
  readonly causeSeq: Seq;
  readonly nodeId?: string | undefined;
  readonly deploymentId?: string | undefined;
}

/**
 * Turns reasons to look at a job again into evaluations. All reasons of a job that no evaluation covers yet
 * become one: the scheduler compares all that a job wants with all that it has, whatever the trigger says.
 * A superfluous evaluation costs a reconcile; a missing one would cost an outage. When in doubt, ask.
 */
export class EvaluationDemands {
  readonly #outbox: Outbox;
  readonly #isCovered: (key: JobKey, seq: Seq) => boolean;

  /** @param isCovered whether an evaluation will run anyhow with a view that has seen a seq. */
  constructor(outbox: Outbox, isCovered: (key: JobKey, seq: Seq) => boolean) {
    this.#outbox = outbox;
    this.#isCovered = isCovered;
  }

  need({ job, triggeredBy, causeSeq, nodeId, deploymentId }: Demand): void {
    const { namespace, id: jobId, type, priority } = job;
    const key = jobKey(namespace, jobId);
    const id = deriveId('evaluation', triggeredBy, key, causeSeq);
    const name = { id, namespace, jobId, type, priority };
    const evaluation: Evaluation = { ...name, triggeredBy, nodeId, deploymentId };
    // One name for all: a later reason takes the place of an earlier one, since what covers it covers both.
    this.#outbox.want(evaluationTarget({ namespace, jobId }), 'evaluate', (state) =>
      state.evals.has(id) || this.#isCovered(key, causeSeq) ? [] : [created(evaluation)],
    );
  }

  /** A failed evaluation is to be tried again, later. */
  followUp({ failed, waitUntilMs }: { failed: Evaluation; waitUntilMs: EpochMs }): void {
    const { namespace, jobId, type, priority } = failed;
    const id = deriveId('failed-follow-up', failed.id);
    const name = { id, namespace, jobId, type, priority, waitUntilMs };
    const evaluation: Evaluation = {
      ...name,
      triggeredBy: 'failed-follow-up',
      previousEvalId: failed.id,
    };
    this.#outbox.want(evaluationTarget(failed), `follow-up ${failed.id}`, (state) =>
      isMoot(state, evaluation) ? [] : [created(evaluation)],
    );
  }
}

/** A purged job matters as long as something of it is to be stopped. */
function isMoot(state: State, { id, namespace, jobId }: Evaluation): boolean {
  const key = jobKey(namespace, jobId);
  if (state.evals.has(id)) return true;
  return !state.jobs.has(key) && allocsOfJob(state, key).every(isTerminal);
}

function created(evaluation: Evaluation) {
  return { type: 'EvaluationCreated', v: 1, evaluation } as const;
}
