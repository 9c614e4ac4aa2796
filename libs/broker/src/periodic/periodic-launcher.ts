import {
  childrenOfJob,
  deriveId,
  type EpochMs,
  type Job,
  jobKey,
  type JobKey,
  type JobRow,
  jobStatus,
  type State,
  SteppeError,
} from '@steppe/domain';
import type { Warning } from '../command.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { jobTarget } from '../outbox/target.ts';
import { Deadlines } from '../queue/deadlines.ts';
import { periodicChildOf } from './child-job.ts';
import { nextOf, type PeriodicPlan, periodicPlanOf } from './periodic-plan.ts';

/**
 * Launches the children of periodic jobs. A child's ID says when it was due, and its subject must be empty, so
 * that it is launched once, whoever leads. Of the launches that were missed while nobody led, one is made up for.
 */
export class PeriodicLauncher {
  readonly #state: State;
  readonly #outbox: Outbox;
  readonly #plans = new Map<JobKey, PeriodicPlan>();
  readonly #deadlines = new Deadlines();
  /** When a child of each job was last launched or left out, by an entry that may still be on its way. */
  readonly #launchedAtMs = new Map<JobKey, EpochMs>();
  #warnings: Warning[] = [];

  constructor(state: State, outbox: Outbox) {
    this.#state = state;
    this.#outbox = outbox;
    for (const [key, row] of state.jobs) this.#planFor(key, row);
  }

  /** A job was registered, stopped or purged. */
  jobChanged(key: JobKey): void {
    this.#planFor(key, this.#state.jobs.get(key));
  }

  tick(nowMs: EpochMs): Warning[] {
    for (const key of this.#deadlines.takeDue(nowMs)) {
      const row = this.#state.jobs.get(key);
      const plan = this.#plans.get(key);
      if (row && plan) this.#launch({ key, row, plan }, nowMs);
    }
    const warnings = this.#warnings;
    this.#warnings = [];
    return warnings;
  }

  #planFor(key: JobKey, row: JobRow | undefined): void {
    this.#plans.delete(key);
    this.#deadlines.clear(key);
    if (!row) this.#launchedAtMs.delete(key);
    if (!row || row.stopped) return;
    try {
      const plan = periodicPlanOf(row.current.job);
      if (!plan) return;
      this.#plans.set(key, plan);
      this.#await({ key, row, plan });
    } catch (error) {
      if (!(error instanceof SteppeError)) throw error;
      const details = { job: key, reason: error.message };
      this.#warnings.push({ kind: 'warning', message: 'a periodic job never launches', details });
    }
  }

  #await({ key, row, plan }: Periodic): void {
    const nextMs = nextOf(plan, this.#afterMs(key, row));
    if (nextMs !== undefined) this.#deadlines.set(key, nextMs);
  }

  #launch({ key, row, plan }: Periodic, nowMs: EpochMs): void {
    const dueMs = nextOf(plan, this.#afterMs(key, row)) ?? nowMs;
    if (!plan.prohibitOverlap || !this.#hasRunningChild(key)) {
      this.#register(key, periodicChildOf(row.current.job, dueMs));
    }
    this.#launchedAtMs.set(key, nowMs);
    this.#await({ key, row, plan });
  }

  #register(parentKey: JobKey, job: Job): void {
    const key = jobKey(job.namespace, job.id);
    const evalId = deriveId('periodic-job', key);
    this.#outbox.want(jobTarget({ namespace: job.namespace, jobId: job.id }), 'launch', (state) => {
      const isWanted = state.jobs.get(parentKey)?.stopped === false;
      const isLaunched = state.jobSubjectSeq.has(key);
      return isWanted && !isLaunched
        ? [{ type: 'JobRegistered', v: 1, job, version: 0, evalId }]
        : [];
    });
  }

  #afterMs(key: JobKey, { current }: JobRow): EpochMs {
    const { periodicLaunches } = this.#state;
    const launchedAtMs = this.#launchedAtMs.get(key) ?? 0;
    return Math.max(current.submittedAtMs, periodicLaunches.get(key) ?? 0, launchedAtMs);
  }

  #hasRunningChild(key: JobKey): boolean {
    return childrenOfJob(this.#state, key).some((row) => jobStatus(this.#state, row) !== 'dead');
  }
}

interface Periodic {
  readonly key: JobKey;
  readonly row: JobRow;
  readonly plan: PeriodicPlan;
}
