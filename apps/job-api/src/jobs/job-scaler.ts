import { Inject, Injectable } from '@nestjs/common';
import {
  activeDeployment,
  type DomainEvent,
  jobKey,
  type JobRow,
  type JobScalingNoted,
  type Seq,
  type State,
  SteppeError,
  subjects,
  type TaskGroup,
} from '@steppe/domain';
import { type Logger, LOGGER } from '@steppe/nest-kit';
import { NEW_ID } from '../tokens.ts';
import { evaluationCreated } from '../writes/evaluation-created.ts';
import { LogWriter } from '../writes/log-writer.ts';
import { checkIndex, type JobName, type JobWrite } from './job-writer.ts';

/** What is asked of a group's count. Without a count nothing is scaled: it is noted why. */
export interface ScalingRequest extends Pick<
  JobScalingNoted,
  'group' | 'count' | 'message' | 'error' | 'meta'
> {
  /** Only if the job is still at this index. */
  readonly enforceIndex: number | undefined;
}

/** Scales groups, and keeps with the job who did and why. */
@Injectable()
export class JobScaler {
  constructor(
    @Inject(LogWriter) private readonly log: LogWriter,
    @Inject(NEW_ID) private readonly newId: () => string,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * @returns also the index of the job, which a note leaves as it is.
   * @throws SteppeError `JOB_NOT_FOUND`; `ENFORCE_INDEX`; `REQUEST_INVALID` for an unknown group, a count beyond the
   *   limits of its policy, and while a deployment goes on, whose counts would change under it.
   */
  async scale(name: JobName, request: ScalingRequest): Promise<JobWrite & { jobSeq: Seq }> {
    const { namespace, jobId } = name;
    const key = jobKey(namespace, jobId);
    const evalId = request.count === undefined ? '' : this.newId();
    const seq = await this.log.write({
      subject: subjects.job(namespace, jobId),
      lastSeq: ({ jobSubjectSeq }) => jobSubjectSeq.get(key) ?? 0,
      decide: (state) => {
        const row = state.jobs.get(key);
        if (!row) throw new SteppeError('JOB_NOT_FOUND', `job "${jobId}" not found`);
        checkIndex(row, request.enforceIndex);
        return decide(state, row, { ...request, evalId });
      },
    });
    this.logger.info({ ...name, ...request, evalId, seq }, 'job scaled');
    return { evalId, seq, jobSeq: this.log.state.jobs.get(key)?.current.seq ?? seq };
  }
}

/** @param evalId of the evaluation that a new count starts. */
function decide(
  state: State,
  { current }: JobRow,
  { group: name, count, message, error, meta, evalId }: ScalingRequest & { evalId: string },
): DomainEvent[] {
  const { job } = current;
  const group = job.groups.find((one) => one.name === name);
  if (!group) throw invalid(`task group "${name}" specified for scaling does not exist in job`);
  const note = {
    type: 'JobScalingNoted',
    v: 1,
    namespace: job.namespace,
    jobId: job.id,
    group: name,
    previousCount: group.count,
    message,
    error,
    meta,
  } as const;
  if (count === undefined) return [note];
  checkLimits(group, count);
  if (activeDeployment(state, jobKey(job.namespace, job.id))) {
    throw invalid('job scaling blocked due to active deployment');
  }
  const groups = job.groups.map((one) => (one.name === name ? { ...one, count } : one));
  const scaled = { ...job, groups };
  return [
    { type: 'JobRegistered', v: 1, job: scaled, version: current.version + 1 },
    evaluationCreated(scaled, { id: evalId, triggeredBy: 'job-scaling' }),
    { ...note, count, evalId },
  ];
}

function checkLimits({ scaling }: TaskGroup, count: number): void {
  if (!scaling) return;
  const { min, max } = scaling;
  if (count < min) {
    throw invalid(`group count was less than scaling policy minimum: ${count} < ${min}`);
  }
  if (count > max) {
    throw invalid(`group count was greater than scaling policy maximum: ${count} > ${max}`);
  }
}

function invalid(message: string): SteppeError {
  return new SteppeError('REQUEST_INVALID', message);
}
