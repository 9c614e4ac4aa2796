import { Body, Controller, Get, HttpCode, Inject, Param, Post, UseGuards } from '@nestjs/common';
import {
  JobRevertRequest,
  JobScaleRequest,
  JobStabilityRequest,
  type JobStabilityResponse,
  jobScaleToWire,
  type PeriodicForceResponse,
} from '@steppe/api-contract';
import { jobKey, SteppeError } from '@steppe/domain';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { parseBody } from '../http/request-body.ts';
import { Reads } from '../reads/reads.service.ts';
import { JobChanger } from './job-changer.ts';
import { JobScaler } from './job-scaler.ts';
import { registered } from './register-answer.ts';
import { RegistrationAllowed } from './registration-allowed.guard.ts';

/** Changes of a registered job that need no job file. */
@Controller('v1/job/:jobId')
export class JobChangesController {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(JobChanger) private readonly changer: JobChanger,
    @Inject(JobScaler) private readonly scaler: JobScaler,
  ) {}

  @Get('scale')
  scaleStatus(@Param('jobId') jobId: string, @Options() options: ReadOptions): Promise<Answer> {
    const tables = ['jobs', 'allocs', 'scalingEvents'] as const;
    return this.reads.one(
      {
        tables,
        find: (state) => {
          const row = state.jobs.get(jobKey(options.namespace, jobId));
          const index = Math.max(...tables.map((table) => state.tableSeq[table]));
          return row && { body: jobScaleToWire(state, row), index };
        },
        otherwise: () => new SteppeError('JOB_NOT_FOUND', 'job not found'),
      },
      options,
    );
  }

  @Post('scale')
  @HttpCode(200)
  @UseGuards(RegistrationAllowed)
  async scale(
    @Param('jobId') jobId: string,
    @Body() body: unknown,
    @Options() { namespace }: ReadOptions,
  ): Promise<Answer> {
    const request = parseBody(body, JobScaleRequest);
    const { Group: group = '', Job: target = jobId } = request.Target ?? {};
    if (target !== jobId) throw invalid('job ID in payload did not match URL');
    const count = request.Count ?? undefined;
    const error = request.Error ?? false;
    if (group === '') throw invalid('missing task group name for scaling action');
    if (count !== undefined) {
      if (error) throw invalid('scaling action should not contain count if error is true');
      if (count < 0) throw invalid("scaling action count can't be negative");
    }
    const enforceIndex = request.EnforceIndex === true ? (request.JobModifyIndex ?? 0) : undefined;
    const write = await this.scaler.scale(
      { namespace, jobId },
      {
        group,
        count,
        error,
        message: request.Message ?? '',
        meta: request.Meta ?? undefined,
        enforceIndex,
      },
    );
    return registered(write, { jobIndex: write.jobSeq, warnings: '' });
  }

  @Post('revert')
  @HttpCode(200)
  @UseGuards(RegistrationAllowed)
  async revert(
    @Param('jobId') jobId: string,
    @Body() body: unknown,
    @Options() { namespace }: ReadOptions,
  ): Promise<Answer> {
    const { JobID, JobVersion, EnforcePriorVersion } = parseBody(body, JobRevertRequest);
    if (JobID !== jobId) throw invalid('Job ID does not match');
    const version = JobVersion ?? 0;
    const enforceVersion = EnforcePriorVersion ?? undefined;
    const write = await this.changer.revert({ namespace, jobId }, { version, enforceVersion });
    return registered(write, { jobIndex: write.seq, warnings: '' });
  }

  @Post('stable')
  @HttpCode(200)
  async stability(
    @Param('jobId') jobId: string,
    @Body() body: unknown,
    @Options() { namespace }: ReadOptions,
  ): Promise<Answer> {
    const { JobID, JobVersion, Stable } = parseBody(body, JobStabilityRequest);
    if (JobID !== jobId) throw invalid('Job ID does not match');
    const wanted = { version: JobVersion ?? 0, stable: Stable ?? false };
    const seq = await this.changer.setStability({ namespace, jobId }, wanted);
    const answer: JobStabilityResponse = { Index: seq };
    return Answer.ofWrite(answer, seq);
  }

  @Post('periodic/force')
  @HttpCode(200)
  async force(
    @Param('jobId') jobId: string,
    @Options() { namespace }: ReadOptions,
  ): Promise<Answer> {
    const { evalId, seq } = await this.changer.launch({ namespace, jobId });
    const body: PeriodicForceResponse = { EvalID: evalId, EvalCreateIndex: seq, Index: seq };
    return Answer.ofWrite(body, seq);
  }
}

function invalid(message: string): SteppeError {
  return new SteppeError('REQUEST_INVALID', message);
}
