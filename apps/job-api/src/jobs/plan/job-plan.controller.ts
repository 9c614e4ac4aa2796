import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import {
  allocMetricToWire,
  createdEvalsToWire,
  desiredUpdatesToWire,
  diffJobs,
  jobContextOf,
  JobPlanRequest,
  type JobPlanResponse,
  jobToWire,
  preemptedToWire,
  timestampOf,
} from '@steppe/api-contract';
import { nextOf, periodicPlanOf } from '@steppe/broker';
import { type Job, jobKey, SteppeError } from '@steppe/domain';
import { CLOCK, type Clock } from '@steppe/nest-kit';
import { Answer } from '../../http/answer.ts';
import { Options, type ReadOptions } from '../../http/read-options.ts';
import { parseBody } from '../../http/request-body.ts';
import { Reads } from '../../reads/reads.service.ts';
import { NEW_ID } from '../../tokens.ts';
import { acceptedJob, reviewJob } from '../checked-job.ts';
import { planJob } from './plan-job.ts';

@Controller('v1/job/:jobId')
export class JobPlanController {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(CLOCK) private readonly now: Clock,
    @Inject(NEW_ID) private readonly newId: () => string,
  ) {}

  @Post('plan')
  @HttpCode(200)
  plan(
    @Param('jobId') jobId: string,
    @Body() body: unknown,
    @Options() { namespace }: ReadOptions,
  ): Answer {
    const request = parseBody(body, JobPlanRequest);
    const reviewed = reviewJob(request.Job, { namespace, state: this.reads.state });
    if (request.Job?.ID !== jobId) {
      throw new SteppeError('REQUEST_INVALID', 'Job ID does not match');
    }
    const job = acceptedJob(reviewed);
    const { state } = this.reads;
    const nowMs = this.now();
    const planned = planJob(state, job, { nowMs, evalId: this.newId() });
    const answer: JobPlanResponse = {
      Annotations: {
        DesiredTGUpdates: mapValues(planned.desiredUpdates, desiredUpdatesToWire),
        PreemptedAllocs: preemptedToWire(state, planned.preempted),
      },
      FailedTGAllocs:
        Object.keys(planned.failedGroups).length === 0
          ? null
          : mapValues(planned.failedGroups, (metric) => allocMetricToWire(metric, job.nodePool)),
      JobModifyIndex: state.jobs.get(jobKey(job.namespace, job.id))?.current.seq ?? 0,
      CreatedEvals: createdEvalsToWire(state, planned.created, job.nodePool),
      Diff: request.Diff ? this.#diff(job, planned.desiredUpdates) : null,
      NextPeriodicLaunch: nextLaunchOf(job, nowMs),
      Warnings: reviewed.warnings,
      Index: state.seq,
    };
    return Answer.ofWrite(answer, state.seq);
  }

  #diff(job: Job, updates: Parameters<typeof diffJobs>[2]) {
    const { state } = this.reads;
    const row = state.jobs.get(jobKey(job.namespace, job.id));
    const context = row ? jobContextOf(state, row) : { status: '', createIndex: 0, modifyIndex: 0 };
    const noted = { version: 0, seq: 0, submittedAtMs: 0, stable: false, stopped: false };
    const before = row && jobToWire(row.current, context);
    return diffJobs(before, jobToWire({ ...noted, job }, context), updates);
  }
}

function nextLaunchOf(job: Job, nowMs: number): string | null {
  const plan = periodicPlanOf(job);
  const nextMs = plan && nextOf(plan, nowMs);
  return nextMs === undefined ? null : timestampOf(nextMs);
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
