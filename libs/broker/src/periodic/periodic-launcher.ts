import {
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
import { LAUNCH_SUFFIX, periodicChildOf } from './child-job.ts';
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
  readonly #children = new Map<JobKey, Set<JobKey>>();
  /** When the latest child of each job was launched, or left out. */
  readonly #launchedAtMs = new Map<JobKey, EpochMs>();
  #warnings: Warning[] = [];

  constructor(state: State, outbox: Outbox) {
    this.#state = state;
    this.#outbox = outbox;
    for (const row of state.jobs.values()) this.#noteChild(row);
    for (const [key, row] of state.jobs) this.#planFor(key, row);
  }

  /** A job was registered, stopped or purged. */
  jobChanged(key: JobKey): void {
    const row = this.#state.jobs.get(key);
    if (row) this.#noteChild(row);
    this.#planFor(key, row);
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
    return Math.max(current.submittedAtMs, this.#launchedAtMs.get(key) ?? 0);
  }

  #hasRunningChild(key: JobKey): boolean {
    const children = this.#children.get(key) ?? new Set();
    for (const childKey of children) {
      const row = this.#state.jobs.get(childKey);
      if (row && jobStatus(this.#state, row) !== 'dead') return true;
      children.delete(childKey);
    }
    return false;
  }

  #noteChild({ current: { job, submittedAtMs } }: JobRow): void {
    if (!job.id.startsWith(`${job.parentId}${LAUNCH_SUFFIX}`)) return;
    const parentKey = jobKey(job.namespace, job.parentId);
    const children = this.#children.get(parentKey) ?? new Set();
    this.#children.set(parentKey, children.add(jobKey(job.namespace, job.id)));
    const launchedAtMs = Math.max(submittedAtMs, this.#launchedAtMs.get(parentKey) ?? 0);
    this.#launchedAtMs.set(parentKey, launchedAtMs);
  }
}

interface Periodic {
  readonly key: JobKey;
  readonly row: JobRow;
  readonly plan: PeriodicPlan;
}
