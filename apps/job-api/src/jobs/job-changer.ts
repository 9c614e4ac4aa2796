import { Inject, Injectable } from '@nestjs/common';
import { periodicChildOf } from '@steppe/broker';
import {
  type DomainEvent,
  type EvaluationTrigger,
  type Job,
  jobKey,
  type JobRow,
  launchesOthers,
  type Seq,
  type State,
  SteppeError,
  subjects,
} from '@steppe/domain';
import { CLOCK, type Clock, type Logger, LOGGER } from '@steppe/nest-kit';
import { NEW_ID } from '../tokens.ts';
import { evaluationCreated } from '../writes/evaluation-created.ts';
import { LogWriter } from '../writes/log-writer.ts';
import { type JobName, type JobWrite } from './job-writer.ts';

const MS_PER_SECOND = 1_000;

/** Changes jobs that are registered, as people ask. Each change is a new version, in one entry with its evaluation. */
@Injectable()
export class JobChanger {
  readonly #log: LogWriter;
  readonly #now: Clock;
  readonly #newId: () => string;
  readonly #logger: Logger;

  constructor(
    @Inject(LogWriter) log: LogWriter,
    @Inject(CLOCK) now: Clock,
    @Inject(NEW_ID) newId: () => string,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#log = log;
    this.#now = now;
    this.#newId = newId;
    this.#logger = logger;
  }

  /**
   * @param enforceVersion only if the job is at this version now.
   * @throws SteppeError `JOB_NOT_FOUND`; `REQUEST_INVALID` when there is nothing to go back to.
   */
  async revert(
    name: JobName,
    { version, enforceVersion }: { version: number; enforceVersion: number | undefined },
  ): Promise<JobWrite> {
    const write = await this.#change(name, 'job-register', ({ current, versions }) => {
      if (enforceVersion !== undefined && enforceVersion !== current.version) {
        const text = `Current job has version ${current.version}; enforcing version ${enforceVersion}`;
        throw new SteppeError('REQUEST_INVALID', text);
      }
      if (version === current.version) {
        throw new SteppeError('REQUEST_INVALID', "can't revert to current version");
      }
      const earlier = versions.find((kept) => kept.version === version);
      if (!earlier) throw noVersion(name, version);
      return earlier.job;
    });
    this.#logger.info({ ...name, version, ...write }, 'job reverted');
    return write;
  }

  /** @throws SteppeError `JOB_NOT_FOUND` when the version is not kept. */
  setStability(
    name: JobName,
    { version, stable }: { version: number; stable: boolean },
  ): Promise<Seq> {
    const key = jobKey(name.namespace, name.jobId);
    return this.#log.write({
      subject: subjects.job(name.namespace, name.jobId),
      lastSeq: ({ jobSubjectSeq }) => jobSubjectSeq.get(key) ?? 0,
      decide: ({ jobs }) => {
        const kept = jobs.get(key)?.versions.find((each) => each.version === version);
        if (!kept) throw noVersion(name, version);
        if (kept.stable === stable) return [];
        return [{ type: 'JobStabilityChanged', v: 1, ...name, version, stable }];
      },
    });
  }

  /** Launches a periodic job now, whatever still runs of it. */
  async launch({ namespace, jobId }: JobName): Promise<JobWrite> {
    const parent = jobOf(this.#log.state, { namespace, jobId }).current.job;
    if (!parent.periodic) {
      throw new SteppeError('REQUEST_INVALID', "can't force launch non-periodic job");
    }
    const child = this.#freeChildOf(parent);
    const evalId = this.#newId();
    const seq = await this.#log.write({
      subject: subjects.job(namespace, child.id),
      // The name is new, so nobody else may launch it meanwhile.
      lastSeq: () => 0,
      decide: () => [{ type: 'JobRegistered', v: 1, job: child, version: 0, evalId }],
    });
    this.#logger.info({ namespace, jobId, childId: child.id, evalId, seq }, 'job launched');
    return { evalId, seq };
  }

  /** Children are named by the second of their launch: of two in one second, the later one takes the next. */
  #freeChildOf(parent: Job): Job {
    const { jobSubjectSeq } = this.#log.state;
    for (let atMs = this.#now(); ; atMs += MS_PER_SECOND) {
      const child = periodicChildOf(parent, atMs);
      if (!jobSubjectSeq.has(jobKey(child.namespace, child.id))) return child;
    }
  }

  async #change(
    name: JobName,
    triggeredBy: EvaluationTrigger,
    decide: (row: JobRow) => Job,
  ): Promise<JobWrite> {
    const key = jobKey(name.namespace, name.jobId);
    const id = this.#newId();
    let evalId = '';
    const seq = await this.#log.write({
      subject: subjects.job(name.namespace, name.jobId),
      lastSeq: ({ jobSubjectSeq }) => jobSubjectSeq.get(key) ?? 0,
      decide: (state) => {
        const row = jobOf(state, name);
        const job = decide(row);
        const version = row.current.version + 1;
        const registered: DomainEvent = { type: 'JobRegistered', v: 1, job, version };
        // A periodic or parameterized job runs nothing itself: its launches are evaluated.
        if (launchesOthers(job)) return [registered];
        evalId = id;
        return [registered, evaluationCreated(job, { id, triggeredBy })];
      },
    });
    return { evalId, seq };
  }
}

export function jobOf({ jobs }: State, { namespace, jobId }: JobName): JobRow {
  const row = jobs.get(jobKey(namespace, jobId));
  if (!row) throw new SteppeError('JOB_NOT_FOUND', 'job not found');
  return row;
}

function noVersion({ namespace, jobId }: JobName, version: number): SteppeError {
  const text = `job "${jobId}" in namespace "${namespace}" at version ${version} not found`;
  return new SteppeError('JOB_NOT_FOUND', text);
}
