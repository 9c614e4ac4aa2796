import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import {
  AllocationStub,
  allocationStub,
  deploymentToWire,
  evaluationToWire,
  WireDeployment,
  WireEvaluation,
} from '@steppe/api-contract';
import {
  type AllocationRow,
  allocsOfJob,
  type DeploymentRow,
  deploymentsOfJob,
  type EvaluationRow,
  evalsOfJob,
  type JobKey,
  jobKey,
  latestDeployment,
  type State,
  SteppeError,
} from '@steppe/domain';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { compareText } from '../reads/page.ts';
import { Reads } from '../reads/reads.service.ts';

/** What belongs to a job. A job that does not exist has empty lists, as in Nomad. */
@Controller('v1/job/:jobId')
export class JobPartsController {
  constructor(@Inject(Reads) private readonly reads: Reads) {}

  @Get('allocations')
  allocations(
    @Param('jobId') jobId: string,
    @Query('all') all: unknown,
    @Options() options: ReadOptions,
  ): Promise<Answer> {
    const key = jobKey(options.namespace, jobId);
    return this.reads.list<AllocationRow>(
      {
        tables: ['allocs'],
        rows: (state) =>
          allocsOfJob(state, key)
            .filter((row) => all === 'true' || isOfThisJob(state, row, key))
            .toSorted((a, b) => compareText(a.id, b.id)),
        tokenOf: ({ id }) => id,
        item: AllocationStub,
        toWire: (row, state) => allocationStub(state, row, { resources: false, taskStates: true }),
      },
      options,
    );
  }

  @Get('evaluations')
  evaluations(@Param('jobId') jobId: string, @Options() options: ReadOptions): Promise<Answer> {
    const key = jobKey(options.namespace, jobId);
    return this.reads.list<EvaluationRow>(
      {
        tables: ['evals'],
        rows: (state) =>
          evalsOfJob(state, key).toSorted((a, b) => compareText(a.evaluation.id, b.evaluation.id)),
        tokenOf: ({ evaluation }) => evaluation.id,
        item: WireEvaluation,
        toWire: (row, state) => evaluationToWire(state, row),
      },
      options,
    );
  }

  /** Newest first. */
  @Get('deployments')
  deployments(@Param('jobId') jobId: string, @Options() options: ReadOptions): Promise<Answer> {
    const key = jobKey(options.namespace, jobId);
    return this.reads.list<DeploymentRow>(
      {
        tables: ['deployments'],
        rows: (state) => deploymentsOfJob(state, key).toReversed(),
        tokenOf: ({ deployment }) => deployment.id,
        item: WireDeployment,
        toWire: (row, state) => deploymentToWire(state, row),
      },
      { ...options, perPage: 0, nextToken: '' },
    );
  }

  /** The latest deployment, or null. */
  @Get('deployment')
  deployment(@Param('jobId') jobId: string, @Options() options: ReadOptions): Promise<Answer> {
    const key = jobKey(options.namespace, jobId);
    return this.reads.one(
      {
        tables: ['deployments'],
        find: (state) => {
          const row = latestDeployment(state, key);
          const body = row ? deploymentToWire(state, row) : null;
          return { body, index: state.tableSeq.deployments };
        },
        otherwise: () => new SteppeError('DEPLOYMENT_NOT_FOUND', 'deployment not found'),
      },
      options,
    );
  }
}

/** An allocation of an earlier job, which was purged, may still be kept under the same ID. */
function isOfThisJob(state: State, { jobVersion }: AllocationRow, key: JobKey): boolean {
  const job = state.jobs.get(key);
  return job === undefined || jobVersion.seq >= job.createSeq;
}
