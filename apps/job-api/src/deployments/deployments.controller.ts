import { Controller, Get, Inject, Param } from '@nestjs/common';
import {
  AllocationStub,
  allocationStub,
  deploymentToWire,
  WireDeployment,
} from '@steppe/api-contract';
import {
  type AllocationRow,
  allocsOfJob,
  type DeploymentRow,
  jobKey,
  SteppeError,
  type State,
} from '@steppe/domain';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { checkUuid, checkUuidPrefix } from '../reads/ids.ts';
import { byCreation, compareCreation, where } from '../reads/page.ts';
import { Reads } from '../reads/reads.service.ts';

@Controller('v1')
export class DeploymentsController {
  constructor(@Inject(Reads) private readonly reads: Reads) {}

  @Get('deployments')
  list(@Options() options: ReadOptions): Promise<Answer> {
    const { inScope, prefix } = options;
    checkUuidPrefix(prefix, 'deployment');
    return this.reads.list<DeploymentRow>(
      {
        tables: ['deployments'],
        rows: ({ deployments }) =>
          byCreation(
            where(deployments.values(), ({ deployment }) => {
              return deployment.id.startsWith(prefix) && inScope(deployment.namespace);
            }),
            ({ deployment }) => deployment.id,
          ),
        tokenOf: ({ createSeq, deployment }) => `${createSeq}.${deployment.id}`,
        compareTokens: compareCreation,
        item: WireDeployment,
        toWire: (row, state) => deploymentToWire(state, row),
      },
      options,
    );
  }

  @Get('deployment/:deploymentId')
  get(@Param('deploymentId') id: string, @Options() options: ReadOptions): Promise<Answer> {
    checkUuid(id, 'deployment');
    return this.reads.one(
      {
        tables: ['deployments'],
        find: (state) => {
          const row = state.deployments.get(id);
          return row && { body: deploymentToWire(state, row), index: row.modifySeq };
        },
        otherwise: () => new SteppeError('DEPLOYMENT_NOT_FOUND', 'deployment not found'),
      },
      options,
    );
  }

  @Get('deployment/allocations/:deploymentId')
  allocations(@Param('deploymentId') id: string, @Options() options: ReadOptions): Promise<Answer> {
    checkUuid(id, 'deployment');
    return this.reads.list<AllocationRow>(
      {
        tables: ['allocs'],
        rows: (state) => allocsOfDeployment(state, id),
        tokenOf: ({ createSeq, id: allocId }) => `${createSeq}.${allocId}`,
        compareTokens: compareCreation,
        item: AllocationStub,
        toWire: (row, state) => allocationStub(state, row, { resources: false, taskStates: true }),
      },
      options,
    );
  }
}

function allocsOfDeployment(state: State, deploymentId: string): AllocationRow[] {
  const deployment = state.deployments.get(deploymentId)?.deployment;
  if (!deployment) return [];
  return allocsOfJob(state, jobKey(deployment.namespace, deployment.jobId)).filter(
    (row) => row.deploymentId === deploymentId,
  );
}
