import { Inject, Injectable } from '@nestjs/common';
import {
  type AllocationRow,
  allocsOfJob,
  canonicalJson,
  type DomainEvent,
  groupOf,
  isClientTerminal,
  type Job,
  jobKey,
  type JobKey,
  type JobRow,
  launchesOthers,
  type JobSource,
  type Seq,
  subjects,
  SteppeError,
} from '@steppe/domain';
import { type Logger, LOGGER } from '@steppe/nest-kit';
import { NEW_ID } from '../tokens.ts';
import { evaluationCreated } from '../writes/evaluation-created.ts';
import { LogWriter } from '../writes/log-writer.ts';
import { type KeptParts, withKeptParts } from './kept-parts.ts';

export interface Registration {
  readonly job: Job;
  readonly source: JobSource | undefined;
  /** Register only if the job's index is this one; 0: only if there is no such job. */
  readonly enforceIndex: number | undefined;
  /** Priority of its evaluation; undefined: the job's. */
  readonly evalPriority?: number | undefined;
  /** What groups and tasks that the job has already keep. Default: nothing. */
  readonly keeps?: KeptParts;
}

/** Which job is meant. */
export interface JobName {
  readonly namespace: string;
  readonly jobId: string;
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
  constructor(
    @Inject(LogWriter) private readonly log: LogWriter,
    @Inject(NEW_ID) private readonly newId: () => string,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * @throws SteppeError `ENFORCE_INDEX` when the job is not as the caller thinks; `LOG_CONFLICT` when too many
   *   others write to the job.
   */
  async register(registration: Registration): Promise<JobWrite> {
    const { job: wanted, source, enforceIndex, evalPriority, keeps } = registration;
    // A periodic or parameterized job runs nothing itself: its launches are evaluated.
    const evalId = launchesOthers(wanted) ? undefined : this.newId();
    const { namespace, id: jobId } = wanted;
    const seq = await this.#write({ namespace, jobId }, (row) => {
      checkIndex(row, enforceIndex);
      const job = keeps ? withKeptParts(wanted, row, keeps) : wanted;
      const version = versionOf(job, row);
      return { type: 'JobRegistered', v: 1, job, version, evalId, evalPriority, source };
    });
    this.logger.info({ jobId, namespace, evalId, seq }, 'job registered');
    return { evalId: evalId ?? '', seq };
  }

  /**
   * Stops a job, and with `purge` forgets it. An unknown job is no error, as in Nomad.
   *
   * @param noShutdownDelay whether its tasks end without their `shutdown_delay`.
   */
  async deregister(
    name: JobName,
    {
      purge,
      noShutdownDelay,
      evalPriority,
    }: { purge: boolean; noShutdownDelay: boolean; evalPriority: number | undefined },
  ): Promise<JobWrite> {
    const evalId = this.newId();
    // Before they are told to stop, so that no agent begins to wait.
    if (noShutdownDelay) await this.#skipShutdownDelays(jobKey(name.namespace, name.jobId));
    const seq = await this.#write(name, () => {
      return { type: 'JobDeregistered', v: 1, ...name, purge, evalId, evalPriority };
    });
    this.logger.info({ ...name, purge, evalId, seq }, 'job deregistered');
    return { evalId: this.log.state.evals.has(evalId) ? evalId : '', seq };
  }

  /**
   * Has a job evaluated again.
   *
   * @param forceReschedule whether what failed is to be placed anew at once, where its group reschedules at all.
   * @throws SteppeError `JOB_NOT_FOUND`.
   */
  async evaluate(
    { namespace, jobId }: JobName,
    { forceReschedule }: { forceReschedule: boolean },
  ): Promise<JobWrite> {
    const row = this.log.state.jobs.get(jobKey(namespace, jobId));
    if (!row) throw new SteppeError('JOB_NOT_FOUND', 'job not found');
    const { job, seq: jobSeq } = row.current;
    if (forceReschedule) await this.#forceReschedule(jobKey(namespace, jobId));
    const evalId = this.newId();
    const seq = await this.log.append(
      subjects.evaluation(namespace, jobId),
      evaluationCreated(job, { id: evalId, triggeredBy: 'job-register', jobSeq }),
    );
    return { evalId, seq };
  }

  async #forceReschedule(key: JobKey): Promise<void> {
    for (const alloc of allocsOfJob(this.log.state, key)) {
      if (!mayBeForced(alloc)) continue;
      const event = { type: 'AllocationRescheduleForced', v: 1, allocId: alloc.id } as const;
      await this.log.append(subjects.node(alloc.nodeId), event);
    }
  }

  async #skipShutdownDelays(key: JobKey): Promise<void> {
    const living = allocsOfJob(this.log.state, key).filter((alloc) => !isClientTerminal(alloc));
    for (const [nodeId, allocs] of Map.groupBy(living, (alloc) => alloc.nodeId)) {
      const events = allocs.map(({ id: allocId }) => {
        return { type: 'AllocationShutdownDelaySkipped', v: 1, allocId } as const;
      });
      await this.log.append(subjects.node(nodeId), ...events);
    }
  }

  #write(
    { namespace, jobId }: JobName,
    decide: (row: JobRow | undefined) => DomainEvent,
  ): Promise<Seq> {
    const key = jobKey(namespace, jobId);
    return this.log.write({
      subject: subjects.job(namespace, jobId),
      lastSeq: ({ jobSubjectSeq }) => jobSubjectSeq.get(key) ?? 0,
      decide: ({ jobs }) => [decide(jobs.get(key))],
    });
  }
}

/** Failed, not replaced so far, and of a group that reschedules. */
function mayBeForced(alloc: AllocationRow): boolean {
  if (alloc.clientStatus !== 'failed' || alloc.nextAllocId || alloc.rescheduleForced) return false;
  const policy = groupOf(alloc.jobVersion, alloc.groupName)?.reschedulePolicy;
  return policy !== undefined && (policy.unlimited || policy.attempts > 0);
}

/** A registration that changes nothing keeps the version. Starting a stopped job again is a change. */
export function versionOf(job: Job, row: JobRow | undefined): number {
  if (!row) return 0;
  const { current } = row;
  const isSame = !current.stopped && canonicalJson(current.job) === canonicalJson(job);
  return isSame ? current.version : current.version + 1;
}

/** The texts are Nomad's: clients look for `Enforcing job modify index`. */
export function checkIndex(row: JobRow | undefined, enforceIndex: number | undefined): void {
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
