import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  UseGuards,
} from '@nestjs/common';
import {
  JobEvaluateRequest,
  type JobDeregisterResponse,
  JobRegisterRequest,
  jobContextOf,
  jobSummaryToWire,
  jobToWire,
  jobVersionDiffs,
  jobVersionsToWire,
  submissionToWire,
} from '@steppe/api-contract';
import { jobKey, type JobRow, type State, SteppeError, type TableName } from '@steppe/domain';
import { Answer, foundNothingAt } from '../http/answer.ts';
import { parseWhole } from '../http/go-values.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { parseBody } from '../http/request-body.ts';
import { Reads } from '../reads/reads.service.ts';
import { reviewJob } from './checked-job.ts';
import { checkedEvalPriority } from './eval-priority.ts';
import { JobSources } from './job-sources.ts';
import { JobWriter } from './job-writer.ts';
import { registered } from './register-answer.ts';
import { registrationOf } from './requested-registration.ts';
import { RegistrationAllowed } from './registration-allowed.guard.ts';

/** One job itself; what belongs to it is in `JobPartsController`. */
@Controller('v1/job/:jobId')
export class JobController {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(JobWriter) private readonly writer: JobWriter,
    @Inject(JobSources) private readonly sources: JobSources,
  ) {}

  @Get()
  get(@Param('jobId') jobId: string, @Options() options: ReadOptions): Promise<Answer> {
    return this.#one({ jobId, options, missing: 'job not found' }, ['jobs'], (row, state) => ({
      body: jobToWire(row.current, jobContextOf(state, row)),
      index: row.modifySeq,
    }));
  }

  @Post()
  @HttpCode(200)
  @UseGuards(RegistrationAllowed)
  async update(
    @Param('jobId') jobId: string,
    @Body() body: unknown,
    @Options() { namespace }: ReadOptions,
  ): Promise<Answer> {
    const request = parseBody(body, JobRegisterRequest);
    const reviewed = reviewJob(request.Job, { namespace, state: this.reads.state });
    if (request.Job?.ID !== jobId) {
      throw new SteppeError('REQUEST_INVALID', 'Job ID does not match name');
    }
    const write = await this.writer.register(registrationOf(request, reviewed));
    return registered(write, { jobIndex: write.seq, warnings: reviewed.warnings });
  }

  @Delete()
  async stop(
    @Param('jobId') jobId: string,
    @Options() { namespace, query }: ReadOptions,
  ): Promise<Answer> {
    const purge = query.flag('purge') ?? false;
    const noShutdownDelay = query.flag('no_shutdown_delay') ?? false;
    const evalPriority = checkedEvalPriority(parseWhole(query.text('eval_priority') ?? '0'));
    const { evalId, seq } = await this.writer.deregister(
      { namespace, jobId },
      { purge, noShutdownDelay, evalPriority },
    );
    const body: JobDeregisterResponse = {
      EvalID: evalId,
      EvalCreateIndex: evalId === '' ? 0 : seq,
      JobModifyIndex: seq,
      VolumeEvalID: '',
      VolumeEvalIndex: 0,
      Index: seq,
      LastContact: 0,
      KnownLeader: false,
      NextToken: '',
    };
    return Answer.ofWrite(body, seq);
  }

  @Post('evaluate')
  @HttpCode(200)
  async evaluate(
    @Param('jobId') jobId: string,
    @Body() body: unknown,
    @Options() { namespace }: ReadOptions,
  ): Promise<Answer> {
    const isAsked = typeof body === 'string' && body !== '';
    const options = isAsked ? parseBody(body, JobEvaluateRequest).EvalOptions : undefined;
    const forceReschedule = options?.ForceReschedule ?? false;
    const write = await this.writer.evaluate({ namespace, jobId }, { forceReschedule });
    const jobIndex = this.reads.state.jobs.get(jobKey(namespace, jobId))?.current.seq ?? 0;
    return registered(write, { jobIndex, warnings: '' });
  }

  @Get('summary')
  summary(@Param('jobId') jobId: string, @Options() options: ReadOptions): Promise<Answer> {
    const tables = ['jobs', 'allocs', 'evals'] as const;
    return this.#one({ jobId, options, missing: 'job not found' }, tables, (row, state) => {
      const index = Math.max(...tables.map((table) => state.tableSeq[table]));
      return { body: { ...jobSummaryToWire(state, row), ModifyIndex: index }, index };
    });
  }

  @Get('versions')
  versions(@Param('jobId') jobId: string, @Options() options: ReadOptions): Promise<Answer> {
    const { query } = options;
    const withDiffs = query.flag('diffs') ?? false;
    const diffVersion = parseWhole(query.text('diff_version') ?? '');
    const diffTag = query.text('diff_tag') ?? '';
    return this.#one(
      { jobId, options, missing: 'job versions not found' },
      ['jobs'],
      (row, state) => {
        const versions = jobVersionsToWire(state, row);
        const against = diffTag === '' ? diffVersion : versionTagged(row, diffTag);
        if (against !== undefined && !versions.some(({ Version }) => Version === against)) {
          throw new SteppeError('JOB_NOT_FOUND', `version ${against} of the job not found`);
        }
        const body = {
          Versions: versions,
          Diffs: withDiffs ? jobVersionDiffs(versions, against) : null,
          Index: row.modifySeq,
          LastContact: 0,
          KnownLeader: true,
          NextToken: '',
        };
        return { body, index: row.modifySeq };
      },
    );
  }

  @Get('submission')
  async submission(
    @Param('jobId') jobId: string,
    @Options() options: ReadOptions,
  ): Promise<Answer> {
    const version = parseWhole(options.query.text('version') ?? '');
    if (version === undefined) {
      throw new SteppeError(
        'REQUEST_INVALID',
        'Unable to parse job submission version parameter: give ?version=<number>',
      );
    }
    const key = jobKey(options.namespace, jobId);
    const row = this.reads.stateFor(options).jobs.get(key);
    const source = row && (await this.sources.of(row, version));
    if (!source) {
      throw foundNothingAt(0, new SteppeError('JOB_NOT_FOUND', 'job source not found'));
    }
    const seq = row.versions.find((kept) => kept.version === version)?.seq ?? row.current.seq;
    const about = { namespace: options.namespace, id: jobId, version, seq };
    return Answer.ofRead(submissionToWire(source, about), seq);
  }

  #one(
    { jobId, options, missing }: { jobId: string; options: ReadOptions; missing: string },
    tables: readonly TableName[],
    answer: (row: JobRow, state: State) => { body: unknown; index: number } | undefined,
  ): Promise<Answer> {
    const key = jobKey(options.namespace, jobId);
    return this.reads.one(
      {
        tables,
        find: (state) => {
          const row = state.jobs.get(key);
          return row && answer(row, state);
        },
        otherwise: () => new SteppeError('JOB_NOT_FOUND', missing),
      },
      options,
    );
  }
}

function versionTagged({ versions }: JobRow, name: string): number {
  const tagged = versions.find(({ tag }) => tag?.name === name);
  if (!tagged) throw new SteppeError('JOB_NOT_FOUND', `tag "${name}" not found`);
  return tagged.version;
}
