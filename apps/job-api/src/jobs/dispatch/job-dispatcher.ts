import { Inject, Injectable } from '@nestjs/common';
import { checkDispatch } from '@steppe/api-contract';
import {
  childrenOfJob,
  type Job,
  jobKey,
  type JobRow,
  type Seq,
  type State,
  subjects,
  SteppeError,
} from '@steppe/domain';
import { CLOCK, type Clock, type Logger, LOGGER } from '@steppe/nest-kit';
import { NEW_ID } from '../../tokens.ts';
import { LogWriter } from '../../writes/log-writer.ts';
import type { JobName } from '../job-writer.ts';
import { dispatchedJobOf } from './dispatched-job.ts';

export interface DispatchRequest {
  readonly payload: Uint8Array;
  readonly meta: Readonly<Record<string, string>>;
  readonly priority: number | undefined;
  readonly idPrefix: string;
  readonly idempotencyToken: string;
}

export interface Dispatched {
  readonly jobId: string;
  /** Empty when the same was dispatched before. */
  readonly evalId: string;
  readonly createSeq: Seq;
  readonly seq: Seq;
}

/** Dispatches parameterized jobs: one entry registers what is dispatched, with its evaluation. */
@Injectable()
export class JobDispatcher {
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

  /** @throws SteppeError `JOB_NOT_FOUND`; `REQUEST_INVALID` when the job does not take what is passed on. */
  async dispatch({ namespace, jobId }: JobName, request: DispatchRequest): Promise<Dispatched> {
    const parent = parentOf(this.#log.state, { namespace, jobId });
    checkDispatch(parent, request);
    const job = dispatchedJobOf(parent, {
      ...request,
      payload: Buffer.from(request.payload).toString('base64'),
      nowMs: this.#now(),
      newId: this.#newId(),
    });
    const evalId = this.#newId();
    let earlier: JobRow | undefined;
    const seq = await this.#log.write({
      subject: subjects.job(namespace, job.id),
      lastSeq: ({ jobSubjectSeq }) => jobSubjectSeq.get(jobKey(namespace, job.id)) ?? 0,
      decide: (state) => {
        parentOf(state, { namespace, jobId });
        earlier = dispatchedBefore(state, job);
        return earlier ? [] : [{ type: 'JobRegistered', v: 1, job, version: 0, evalId }];
      },
    });
    if (earlier) {
      const { current, createSeq } = earlier;
      return { jobId: current.job.id, evalId: '', createSeq, seq };
    }
    this.#logger.info({ namespace, jobId: job.id, parentId: jobId, evalId, seq }, 'job dispatched');
    return { jobId: job.id, evalId, createSeq: seq, seq };
  }
}

function parentOf({ jobs }: State, { namespace, jobId }: JobName): Job {
  const row = jobs.get(jobKey(namespace, jobId));
  if (!row) throw new SteppeError('JOB_NOT_FOUND', 'parameterized job not found');
  if (row.stopped) {
    throw new SteppeError('REQUEST_INVALID', `Specified job ${JSON.stringify(jobId)} is stopped`);
  }
  return row.current.job;
}

/** What was dispatched with the same token, as long as it is kept. */
function dispatchedBefore(
  state: State,
  { namespace, parentId, dispatch }: Job,
): JobRow | undefined {
  const token = dispatch?.idempotencyToken ?? '';
  if (token === '') return undefined;
  return childrenOfJob(state, jobKey(namespace, parentId)).find(
    ({ current }) => current.job.dispatch?.idempotencyToken === token,
  );
}
