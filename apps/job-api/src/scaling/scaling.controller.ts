import { Controller, Get, Inject, Param } from '@nestjs/common';
import {
  type ScalingPolicyRow,
  scalingPoliciesOf,
  ScalingPolicyStub,
  scalingPolicyStub,
  scalingPolicyToWire,
} from '@steppe/api-contract';
import { SteppeError } from '@steppe/domain';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { Reads } from '../reads/reads.service.ts';

/** The limits within which groups may be scaled, and what autoscalers are told. */
@Controller('v1/scaling')
export class ScalingController {
  constructor(@Inject(Reads) private readonly reads: Reads) {}

  @Get('policies')
  policies(@Options() options: ReadOptions): Promise<Answer> {
    const { inScope, query } = options;
    const [job = '', type = ''] = [query.text('job'), query.text('type')];
    return this.reads.list<ScalingPolicyRow>(
      {
        tables: ['jobs'],
        rows: (state) =>
          scalingPoliciesOf(state).filter(
            ({ target, policy }) =>
              inScope(target.namespace) &&
              (job === '' || target.jobId === job) &&
              policy.type.startsWith(type),
          ),
        tokenOf: ({ id }) => id,
        item: ScalingPolicyStub,
        toWire: scalingPolicyStub,
      },
      options,
    );
  }

  @Get('policy/:policyId')
  policy(@Param('policyId') policyId: string, @Options() options: ReadOptions): Promise<Answer> {
    return this.reads.one(
      {
        tables: ['jobs'],
        find: (state) => {
          const row = scalingPoliciesOf(state).find(
            ({ id, target }) => id === policyId && options.sees(target.namespace),
          );
          return row && { body: scalingPolicyToWire(row), index: row.modifyIndex };
        },
        otherwise: () => new SteppeError('PATH_NOT_FOUND', 'policy not found'),
      },
      options,
    );
  }
}
