import type { z } from 'zod';
import {
  NodeChangeResponse,
  NodeDrainRequest,
  NodeEligibilityRequest,
  NodeUpdateResponse,
} from '../node/node-requests.ts';
import type { Operation } from './operation.ts';

/** What may be asked of a node; reading is in `READ_OPERATIONS`. */
export const NODE_OPERATIONS: readonly Operation[] = [
  change('drain', 'Empty a node, or end that', NodeChangeResponse, NodeDrainRequest),
  change(
    'eligibility',
    'Say whether a node takes placements',
    NodeChangeResponse,
    NodeEligibilityRequest,
  ),
  change('evaluate', 'Have the jobs of a node evaluated again', NodeUpdateResponse),
  change('purge', 'Forget a node', NodeUpdateResponse),
];

function change(action: string, summary: string, answer: z.ZodType, body?: z.ZodType): Operation {
  const operation = {
    method: 'post',
    path: `/v1/node/:nodeId/${action}`,
    summary,
    tag: 'nodes',
    answer,
  } as const;
  return body ? { ...operation, body } : operation;
}
