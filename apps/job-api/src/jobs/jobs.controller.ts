import { Body, Controller, Get, HttpCode, Inject, Post, UseGuards } from '@nestjs/common';
import {
  canonicalJob,
  JobRegisterRequest,
  JobsParseRequest,
  JobStub,
  jobStub,
  type JobValidateResponse,
  multiError,
  parsedJob,
  type WireJob,
} from '@steppe/api-contract';
import { jobKey, type JobRow, SteppeError } from '@steppe/domain';
import { formatDiagnostics, parseJob } from '@steppe/hcl';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { parseBody } from '../http/request-body.ts';
import { compareText } from '../reads/page.ts';
import { Reads } from '../reads/reads.service.ts';
import { reviewJob } from './checked-job.ts';
import { JobWriter } from './job-writer.ts';
import { registered } from './register-answer.ts';
import { registrationOf } from './requested-registration.ts';
import { RegistrationAllowed } from './registration-allowed.guard.ts';

@Controller('v1')
export class JobsController {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(JobWriter) private readonly writer: JobWriter,
  ) {}

  @Get('jobs')
  list(@Options() options: ReadOptions): Promise<Answer> {
    const { inScope, prefix, query } = options;
    const meta = query.flag('meta') ?? false;
    return this.reads.list<JobRow>(
      {
        // The list shows the state of allocations and evaluations too.
        tables: ['jobs', 'allocs', 'evals'],
        rows: ({ jobs }) =>
          [...jobs.values()]
            .filter(({ current: { job } }) => {
              return inScope(job.namespace) && job.id.startsWith(prefix);
            })
            .toSorted((a, b) => compareText(tokenOf(a), tokenOf(b))),
        tokenOf,
        item: JobStub,
        toWire: (row, state) => jobStub(state, row, { meta }),
      },
      options,
    );
  }

  @Post('jobs')
  @HttpCode(200)
  @UseGuards(RegistrationAllowed)
  async register(@Body() body: unknown, @Options() { namespace }: ReadOptions): Promise<Answer> {
    const request = parseBody(body, JobRegisterRequest);
    const reviewed = reviewJob(request.Job, { namespace, state: this.reads.state });
    const write = await this.writer.register(registrationOf(request, reviewed));
    return registered(write, { jobIndex: write.seq, warnings: reviewed.warnings });
  }

  @Post('validate/job')
  @HttpCode(200)
  validate(@Body() body: unknown, @Options() { namespace }: ReadOptions): JobValidateResponse {
    const { faults, warnings } = reviewJob(parseBody(body, JobRegisterRequest).Job, {
      namespace,
      state: this.reads.state,
    });
    return {
      DriverConfigValidated: true,
      ValidationErrors: faults.length === 0 ? null : [...faults],
      Error: faults.length === 0 ? '' : multiError(faults),
      Warnings: warnings,
    };
  }

  @Post('jobs/parse')
  @HttpCode(200)
  parse(@Body() body: unknown, @Options() { namespace }: ReadOptions): WireJob {
    const request = parseBody(body, JobsParseRequest);
    const text = request.JobHCL ?? '';
    if (text === '') throw new SteppeError('REQUEST_INVALID', 'Job spec is empty');
    const varFiles = request.Variables ? [{ filename: 'input.hcl', text: request.Variables }] : [];
    const { job, diagnostics } = parseJob({ text, filename: 'input.hcl', varFiles });
    if (!job) {
      const report = formatDiagnostics(diagnostics, { 'input.hcl': text });
      throw new SteppeError('REQUEST_INVALID', `Failed to parse job: ${report}`);
    }
    const wire = parsedJob(job);
    return request.Canonicalize === true ? canonicalJob(wire, namespace) : wire;
  }
}

/** The token of a job in a paged list. */
function tokenOf({ current: { job } }: JobRow): string {
  return jobKey(job.namespace, job.id).replace('/', '.');
}
