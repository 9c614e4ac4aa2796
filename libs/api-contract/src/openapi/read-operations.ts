import { z } from 'zod';
import { AllocationStub } from '../allocation/allocation-stub.ts';
import { WireAllocation } from '../allocation/allocation-to-wire.ts';
import { WireDeployment } from '../deployment/deployment-to-wire.ts';
import { WireEvaluation } from '../evaluation/evaluation-to-wire.ts';
import {
  EvaluationDeleteRequest,
  EvaluationDeleteResponse,
} from '../evaluation/evaluation-delete.ts';
import { EvaluationExplainResponse } from '../evaluation/wire-explanation.ts';
import { NodeStub } from '../node/node-stub.ts';
import { WireNode } from '../node/node-to-wire.ts';
import {
  FuzzySearchRequest,
  FuzzySearchResponse,
  SearchRequest,
  SearchResponse,
} from '../search/search.ts';
import type { Operation } from './operation.ts';

const PREFIX = { prefix: 'Only IDs that begin so; an even number of digits' };
const NAMESPACE = { namespace: 'The namespace; default `default`, `*` for all of them' };

export const READ_OPERATIONS: readonly Operation[] = [
  list('/v1/allocations', 'List allocations', AllocationStub, {
    ...NAMESPACE,
    resources: 'Also show `AllocatedResources`',
    task_states: '`false` leaves `TaskStates` out',
  }),
  one('/v1/allocation/:allocId', 'Read an allocation', WireAllocation),
  list('/v1/evaluations', 'List evaluations', WireEvaluation, {
    ...NAMESPACE,
    status: 'Only those with this status',
    job: 'Only those of this job',
  }),
  {
    method: 'delete',
    path: '/v1/evaluations',
    summary: 'Have evaluations forgotten, while the broker is paused',
    tag: 'evaluations',
    body: EvaluationDeleteRequest,
    answer: EvaluationDeleteResponse,
  },
  one('/v1/evaluations/count', 'Count evaluations', z.object({ Count: z.int() })),
  {
    ...one('/v1/evaluation/:evalId', 'Read an evaluation', WireEvaluation),
    query: { related: 'Also show the evaluations that it led to or came from' },
  },
  one(
    '/v1/evaluation/:evalId/allocations',
    'List what an evaluation placed',
    z.array(AllocationStub),
  ),
  {
    ...one(
      '/v1/evaluation/:evalId/explain',
      "Say how an evaluation was decided (Steppe's own)",
      EvaluationExplainResponse,
    ),
    isBlocking: false,
    query: { alloc: 'Only the placement of this allocation, with the score of every node' },
  },
  list('/v1/deployments', 'List deployments', WireDeployment, NAMESPACE),
  one('/v1/deployment/:deploymentId', 'Read a deployment', WireDeployment),
  one(
    '/v1/deployment/allocations/:deploymentId',
    'List the allocations of a deployment',
    z.array(AllocationStub),
  ),
  list('/v1/nodes', 'List nodes', NodeStub, {
    resources: 'Also show `NodeResources` and `ReservedResources`',
    os: 'Also show the name of the operating system',
  }),
  one('/v1/node/:nodeId', 'Read a node', WireNode),
  one('/v1/node/:nodeId/allocations', 'List what is on a node', z.array(WireAllocation)),
  {
    method: 'post',
    path: '/v1/search',
    summary: 'Find IDs that begin with a text',
    tag: 'search',
    query: NAMESPACE,
    body: SearchRequest,
    answer: SearchResponse,
  },
  {
    method: 'post',
    path: '/v1/search/fuzzy',
    summary: 'Find names that contain a text',
    tag: 'search',
    query: NAMESPACE,
    body: FuzzySearchRequest,
    answer: FuzzySearchResponse,
  },
];

function list(
  path: string,
  summary: string,
  stub: z.ZodType,
  query: Readonly<Record<string, string>>,
): Operation {
  const paged = { isBlocking: true, isPaged: true, query: { ...PREFIX, ...query } };
  return { method: 'get', path, summary, tag: tagOf(path), answer: z.array(stub), ...paged };
}

function one(path: string, summary: string, answer: z.ZodType): Operation {
  return { method: 'get', path, summary, tag: tagOf(path), isBlocking: true, answer };
}

/** e.g. `nodes` of `/v1/node/:nodeId`. */
function tagOf(path: string): string {
  return (path.split('/')[2] ?? '').replace(/s?$/, 's');
}
