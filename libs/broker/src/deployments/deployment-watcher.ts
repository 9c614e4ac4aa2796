import {
  type AllocationRow,
  allocsOfJob,
  type DeploymentRow,
  type DomainEvent,
  type EpochMs,
  isTerminal,
  jobKey,
  type Seq,
  type State,
} from '@steppe/domain';
import { awaitsReplacement } from '../demand/allocation-demands.ts';
import type { EvaluationDemands } from '../demand/evaluation-demands.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { deploymentTarget, jobTarget } from '../outbox/target.ts';
import { Deadlines } from '../queue/deadlines.ts';
import { promotionEvents } from './auto-promote.ts';
import { revertEvents, revertingOf } from './auto-revert.ts';
import { hasMoreToPlace, outcomeOf, progressDeadlineOf } from './deployment-outcome.ts';

/** Watches deployments: ends those that succeeded or failed, and asks the scheduler to go on with the others. */
export class DeploymentWatcher {
  readonly #state: State;
  readonly #outbox: Outbox;
  readonly #demands: EvaluationDemands;
  readonly #deadlines = new Deadlines();

  constructor(state: State, { outbox, demands }: { outbox: Outbox; demands: EvaluationDemands }) {
    this.#state = state;
    this.#outbox = outbox;
    this.#demands = demands;
  }

  /** A deployment was created, or its allocations changed. */
  changed(deploymentId: string, nowMs: EpochMs): void {
    const row = this.#state.deployments.get(deploymentId);
    if (!row) return;
    const deadlineMs = progressDeadlineOf(row);
    if (row.status === 'running' && deadlineMs !== undefined && isCurrent(this.#state, row)) {
      this.#deadlines.set(deploymentId, deadlineMs);
    } else this.#deadlines.clear(deploymentId);
    if (ending(this.#state, deploymentId, nowMs).length > 0) {
      this.#outbox.want(deploymentTarget(row.deployment), `end ${deploymentId}`, (state) =>
        ending(state, deploymentId, nowMs),
      );
    }
    if (promotionEvents(this.#state, deploymentId).length > 0) {
      this.#outbox.want(deploymentTarget(row.deployment), `promote ${deploymentId}`, (state) =>
        promotionEvents(state, deploymentId),
      );
    }
    if (row.status === 'failed') this.#revert(row);
  }

  /**
   * An allocation was placed. That can begin the time that its group has to become healthy, but changes nothing else:
   * looking at all of a deployment for each of its placements would cost as much as all else that the broker does.
   */
  placed({ deploymentId, groupName }: AllocationRow, nowMs: EpochMs): void {
    if (deploymentId === undefined) return;
    const progress = this.#state.deployments.get(deploymentId)?.progress[groupName];
    const deadlineMs = progress?.requireProgressByMs;
    const watchedMs = this.#deadlines.of(deploymentId);
    if (deadlineMs === undefined || (watchedMs !== undefined && watchedMs <= deadlineMs)) return;
    this.changed(deploymentId, nowMs);
  }

  /** A slow worker may create one for a version that is not wanted any more: the scheduler cancels it. */
  created(deploymentId: string, { seq, nowMs }: { seq: Seq; nowMs: EpochMs }): void {
    this.changed(deploymentId, nowMs);
    const row = this.#state.deployments.get(deploymentId);
    if (row && !isCurrent(this.#state, row)) this.#evaluate(row, seq);
  }

  /** An allocation became healthy or unhealthy: the scheduler may place or replace the next ones. */
  healthChanged(deploymentId: string, { seq, nowMs }: { seq: Seq; nowMs: EpochMs }): void {
    const row = this.#state.deployments.get(deploymentId);
    if (!row) return;
    this.changed(deploymentId, nowMs);
    const isOver = outcomeOf(row, nowMs) !== undefined;
    if (row.status === 'running' && !isOver && hasMoreToPlace(row)) this.#evaluate(row, seq);
  }

  /**
   * A deployment ended, or goes on after a pause. After a failure the scheduler stops its canaries and what it
   * was about to place; after a success it updates what is still of an older version, since allocations that were
   * lost or moved meanwhile count for the deployment too.
   */
  statusChanged(deploymentId: string, { seq, nowMs }: { seq: Seq; nowMs: EpochMs }): void {
    this.changed(deploymentId, nowMs);
    const row = this.#state.deployments.get(deploymentId);
    if (!row) return;
    const isLeft = row.status === 'failed' && revertEvents(this.#state, deploymentId).length === 0;
    if (isLeft || isResumed(row) || isIncomplete(this.#state, row)) this.#evaluate(row, seq);
  }

  /** The canaries are good: the scheduler goes on with the others. */
  promoted(deploymentId: string, { seq, nowMs }: { seq: Seq; nowMs: EpochMs }): void {
    this.changed(deploymentId, nowMs);
    const row = this.#state.deployments.get(deploymentId);
    if (row?.status === 'running') this.#evaluate(row, seq);
  }

  tick(nowMs: EpochMs): void {
    for (const deploymentId of this.#deadlines.takeDue(nowMs)) this.changed(deploymentId, nowMs);
  }

  #revert({ deployment }: DeploymentRow): void {
    if (revertEvents(this.#state, deployment.id).length === 0) return;
    this.#outbox.want(jobTarget(deployment), `revert ${deployment.id}`, (state) =>
      revertEvents(state, deployment.id),
    );
  }

  #evaluate({ deployment }: DeploymentRow, causeSeq: Seq): void {
    const job = this.#state.jobs.get(jobKey(deployment.namespace, deployment.jobId));
    if (!job) return;
    this.#demands.need({
      job: job.current.job,
      triggeredBy: 'deployment-watcher',
      causeSeq,
      deploymentId: deployment.id,
    });
  }
}

/** The scheduler's own changes to a running deployment have other texts. */
function isResumed({ status, statusDescription }: DeploymentRow): boolean {
  return status === 'running' && statusDescription === 'Deployment is running';
}

/**
 * Whether it was successful, and something of the job is still meant to run in an older version, or failed while
 * the deployment kept it from being replaced.
 */
function isIncomplete(state: State, row: DeploymentRow): boolean {
  if (row.status !== 'successful' || !isCurrent(state, row)) return false;
  const { namespace, jobId, jobSeq } = row.deployment;
  return allocsOfJob(state, jobKey(namespace, jobId)).some(
    (alloc) =>
      (!isTerminal(alloc) && alloc.jobVersion.seq < jobSeq) || awaitsReplacement(state, alloc),
  );
}

/** The event that ends a deployment, if it has come to its end. */
function ending(state: State, deploymentId: string, nowMs: EpochMs): readonly DomainEvent[] {
  const row = state.deployments.get(deploymentId);
  const outcome = row && isCurrent(state, row) ? outcomeOf(row, nowMs) : undefined;
  if (!row || !outcome) return [];
  const { status, shallRevert } = outcome;
  const statusDescription = shallRevert
    ? revertingOf(state, row, outcome.statusDescription).statusDescription
    : outcome.statusDescription;
  return [{ type: 'DeploymentStatusChanged', v: 1, deploymentId, status, statusDescription }];
}

/** One of an older version, or of a stopped job, is for the scheduler to cancel. */
function isCurrent(state: State, { deployment }: DeploymentRow): boolean {
  const job = state.jobs.get(jobKey(deployment.namespace, deployment.jobId));
  return job !== undefined && !job.stopped && job.current.version === deployment.jobVersion;
}
