import type { z } from 'zod';
import { AllocStopResponse } from '../allocation/alloc-stop.ts';
import {
  DeploymentAllocHealthRequest,
  DeploymentPauseRequest,
  DeploymentPromoteRequest,
  DeploymentUpdateResponse,
} from '../deployment/deployment-requests.ts';
import type { Operation } from './operation.ts';

/** What may be asked of deployments and allocations; reading is in `READ_OPERATIONS`. */
export const DEPLOYMENT_OPERATIONS: readonly Operation[] = [
  change('promote', 'Go on after the canaries', DeploymentPromoteRequest),
  change('pause', 'Pause a deployment, or go on', DeploymentPauseRequest),
  change('allocation-health', 'Say which allocations are healthy', DeploymentAllocHealthRequest),
  change('fail', 'Fail a deployment'),
  {
    method: 'post',
    path: '/v1/allocation/:allocId/stop',
    summary: 'Stop an allocation, and place another one',
    tag: 'allocations',
    query: {
      no_shutdown_delay: 'End its tasks without their `shutdown_delay`',
      reschedule: 'Note that it is a reschedule',
    },
    answer: AllocStopResponse,
  },
];

function change(action: string, summary: string, body?: z.ZodType): Operation {
  const operation = {
    method: 'post',
    path: `/v1/deployment/${action}/:deploymentId`,
    summary,
    tag: 'deployments',
    answer: DeploymentUpdateResponse,
  } as const;
  return body ? { ...operation, body } : operation;
}
