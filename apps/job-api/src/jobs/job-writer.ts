import { Inject, Injectable } from '@nestjs/common';
import {
  canonicalJson,
  type DomainEvent,
  type Job,
  type JobKey,
  jobKey,
  type JobRow,
  type JobSource,
  type Seq,
  subjects,
  SteppeError,
} from '@steppe/domain';
import { type EventStore, type Projection } from '@steppe/event-log';
import { CLOCK, type Clock, EVENT_STORE, type Logger, LOGGER, PROJECTION } from '@steppe/nest-kit';
import { ACTOR, NEW_ID } from '../tokens.ts';

const ATTEMPTS_MAX = 20;
const READ_YOUR_WRITES_MS = 10_000;

export interface Registration {
  readonly job: Job;
  readonly source: JobSource | undefined;
  /** Register only if the job's index is this one; 0: only if there is no such job. */
  readonly enforceIndex: number | undefined;
}

/** What a write to a job led to. */
export interface JobWrite {
  /** Empty when there is nothing to evaluate. */
  readonly evalId: string;
  readonly seq: Seq;
}

/** Appends what is wanted of jobs to the log. Each write has been applied to the own view when it returns. */
@Injectable()
export class JobWriter {
  readonly #store: EventStore;
  readonly #projection: Projection;
  readonly #now: Clock;
  readonly #newId: () => string;
  readonly #actor: string;
  readonly #logger: Logger;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(PROJECTION) projection: Projection,
    @Inject(CLOCK) now: Clock,
    @Inject(NEW_ID) newId: () => string,
    @Inject(ACTOR) actor: string,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#store = store;
    this.#projection = projection;
    this.#now = now;
    this.#newId = newId;
    this.#actor = actor;
    this.#logger = logger;
  }

  /**
   * @throws SteppeError `ENFORCE_INDEX` when the job is not as the caller thinks; `LOG_CONFLICT` when too many
   *   others write to the job.
   */
  async register({ job, source, enforceIndex }: Registration): Promise<JobWrite> {
    // A periodic or parameterized job runs nothing itself: its launches are evaluated.
    const evalId = job.periodic || job.parameterized ? undefined : this.#newId();
    const key = jobKey(job.namespace, job.id);
    const seq = await this.#append(key, subjects.job(job.namespace, job.id), (row) => {
      checkIndex(row, enforceIndex);
      return { type: 'JobRegistered', v: 1, job, version: versionOf(job, row), evalId, source };
    });
    this.#logger.info({ jobId: job.id, namespace: job.namespace, evalId, seq }, 'job registered');
    return { evalId: evalId ?? '', seq };
  }

  /** Stops a job, and with `purge` forgets it. An unknown job is no error, as in Nomad. */
  async deregister(
    { namespace, jobId }: { namespace: string; jobId: string },
    { purge }: { purge: boolean },
  ): Promise<JobWrite> {
    const evalId = this.#newId();
    const key = jobKey(namespace, jobId);
    const seq = await this.#append(key, subjects.job(namespace, jobId), () => {
      return { type: 'JobDeregistered', v: 1, namespace, jobId, purge, evalId };
    });
    this.#logger.info({ jobId, namespace, purge, evalId, seq }, 'job deregistered');
    return { evalId: this.#projection.state.evals.has(evalId) ? evalId : '', seq };
  }

  /**
   * Has a job evaluated again.
   *
   * @throws SteppeError `JOB_NOT_FOUND`.
   */
  async evaluate({ namespace, jobId }: { namespace: string; jobId: string }): Promise<JobWrite> {
    const row = this.#projection.state.jobs.get(jobKey(namespace, jobId));
    if (!row) throw new SteppeError('JOB_NOT_FOUND', 'job not found');
    const { job, seq: jobSeq } = row.current;
    const evalId = this.#newId();
    const evaluation = {
      id: evalId,
      namespace,
      jobId,
      type: job.type,
      priority: job.priority,
      triggeredBy: 'job-register' as const,
      jobSeq,
    };
    const seq = await this.#store.log.append({
      subject: subjects.evaluation(namespace, jobId),
      commit: this.#commit({ type: 'EvaluationCreated', v: 1, evaluation }),
    });
    await this.#projection.waitFor(seq, { timeoutMs: READ_YOUR_WRITES_MS });
    return { evalId, seq };
  }

  /** Decides on the job as it is, and decides again when someone else was faster. */
  async #append(
    key: JobKey,
    subject: string,
    decide: (row: JobRow | undefined) => DomainEvent,
  ): Promise<Seq> {
    for (let attempt = 1; ; attempt++) {
      const { state } = this.#projection;
      const expectedSeq = state.jobSubjectSeq.get(key) ?? 0;
      const commit = this.#commit(decide(state.jobs.get(key)));
      try {
        const seq = await this.#store.log.append({ subject, commit, expectedSeq });
        await this.#projection.waitFor(seq, { timeoutMs: READ_YOUR_WRITES_MS });
        return seq;
      } catch (error) {
        const isConflict = error instanceof SteppeError && error.code === 'LOG_CONFLICT';
        if (!isConflict || attempt === ATTEMPTS_MAX) throw error;
        const lastSeq = await this.#store.log.lastSeq();
        await this.#projection.waitFor(lastSeq, { timeoutMs: READ_YOUR_WRITES_MS });
      }
    }
  }

  #commit(event: DomainEvent) {
    return { v: 1 as const, atMs: this.#now(), actor: this.#actor, events: [event] };
  }
}

/** A registration that changes nothing keeps the version. Starting a stopped job again is a change. */
function versionOf(job: Job, row: JobRow | undefined): number {
  if (!row) return 0;
  const { current } = row;
  const isSame = !current.stopped && canonicalJson(current.job) === canonicalJson(job);
  return isSame ? current.version : current.version + 1;
}

/** The texts are Nomad's: clients look for `Enforcing job modify index`. */
function checkIndex(row: JobRow | undefined, enforceIndex: number | undefined): void {
  if (enforceIndex === undefined) return;
  const prefix = `Enforcing job modify index ${enforceIndex}: `;
  if (enforceIndex === 0) {
    if (row) throw new SteppeError('ENFORCE_INDEX', `${prefix}job already exists`);
    return;
  }
  if (!row) throw new SteppeError('ENFORCE_INDEX', `${prefix}job does not exist`);
  if (row.current.seq !== enforceIndex) {
    throw new SteppeError(
      'ENFORCE_INDEX',
      `${prefix}job exists with conflicting job modify index: ${row.current.seq}`,
    );
  }
}
