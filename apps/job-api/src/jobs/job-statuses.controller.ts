import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { JobStatusesRequest, JobStatusItem, jobStatusItem } from '@steppe/api-contract';
import { jobKey, type JobRow, type State } from '@steppe/domain';
import type { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { parseBody } from '../http/request-body.ts';
import { Reads } from '../reads/reads.service.ts';

/** What an overview of jobs shows, those that changed last first. */
@Controller('v1/jobs/statuses')
export class JobStatusesController {
  constructor(@Inject(Reads) private readonly reads: Reads) {}

  @Get()
  all(@Options() options: ReadOptions): Promise<Answer> {
    const withChildren = options.query.flag('include_children') ?? false;
    return this.#list(options, (state) => allJobs(state, options, withChildren));
  }

  /** Of the jobs that the body names; of all without any. */
  @Post()
  @HttpCode(200)
  some(@Body() body: unknown, @Options() options: ReadOptions): Promise<Answer> {
    const isAsked = typeof body === 'string' && body !== '';
    const request = isAsked ? parseBody(body, JobStatusesRequest) : {};
    const withChildren = request.IncludeChildren ?? options.query.flag('include_children') ?? false;
    const wanted = (request.Jobs ?? []).map(({ ID, Namespace }) => {
      return { id: ID ?? '', namespace: Namespace || options.namespace };
    });
    if (wanted.length === 0) {
      return this.#list(options, (state) => allJobs(state, options, withChildren));
    }
    const keys = wanted
      .filter(({ namespace }) => options.sees(namespace))
      .map(({ namespace, id }) => jobKey(namespace, id));
    return this.#list(options, ({ jobs }) => keys.flatMap((key) => jobs.get(key) ?? []));
  }

  #list(options: ReadOptions, rows: (state: State) => readonly JobRow[]): Promise<Answer> {
    return this.reads.list<JobRow>(
      {
        tables: ['jobs', 'allocs', 'deployments'],
        rows: (state) => rows(state).toSorted((a, b) => b.modifySeq - a.modifySeq),
        tokenOf: ({ modifySeq }) => String(modifySeq),
        compareTokens: (a, b) => Number(b) - Number(a),
        item: JobStatusItem,
        toWire: (row, state) => jobStatusItem(state, row),
      },
      options,
    );
  }
}

function allJobs(
  { jobs }: State,
  { inScope, prefix }: ReadOptions,
  withChildren: boolean,
): JobRow[] {
  return [...jobs.values()].filter(({ current: { job } }) => {
    const isListed = inScope(job.namespace) && job.id.startsWith(prefix);
    return isListed && (withChildren || job.parentId === '');
  });
}
