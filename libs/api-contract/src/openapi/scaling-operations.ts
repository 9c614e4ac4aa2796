import { z } from 'zod';
import { WireScalingPolicy } from '../job/wire-policies.ts';
import { ScalingPolicyStub } from '../scaling/scaling-policies.ts';
import type { Operation } from './operation.ts';

const tag = 'scaling';

export const SCALING_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/scaling/policies',
    summary: 'List the limits of scaling',
    tag,
    isBlocking: true,
    isPaged: true,
    query: {
      namespace: 'The namespace; default `default`, `*` for all of them',
      job: 'Only those of this job',
      type: 'Only those of this type',
    },
    answer: z.array(ScalingPolicyStub),
  },
  {
    method: 'get',
    path: '/v1/scaling/policy/:policyId',
    summary: 'Read the limits of one group',
    tag,
    isBlocking: true,
    answer: WireScalingPolicy,
  },
];
