import { z } from 'zod';
import { JobStub } from '../job/job-stub.ts';
import { NamespaceRequest, WireNamespace } from '../namespace/wire-namespace.ts';
import { NodePoolRequest, WireNodePool } from '../node-pool/wire-node-pool.ts';
import { NodeStub } from '../node/node-stub.ts';
import type { Operation } from './operation.ts';

/** An answer without a body. */
const Nothing = z.null();
const PREFIX = { prefix: 'Only names that begin so' };

/** Namespaces and node pools. */
export const CLUSTER_OPERATIONS: readonly Operation[] = [
  {
    ...read('/v1/namespaces', 'List namespaces', z.array(WireNamespace)),
    query: PREFIX,
  },
  read('/v1/namespace/:name', 'Read a namespace', WireNamespace),
  write('/v1/namespace', 'Make or change a namespace', NamespaceRequest),
  write('/v1/namespace/:name', 'Make or change this namespace', NamespaceRequest),
  remove('/v1/namespace/:name', 'Delete a namespace that nothing uses'),
  {
    ...read('/v1/node/pools', 'List node pools', z.array(WireNodePool)),
    isPaged: true,
    query: PREFIX,
  },
  write('/v1/node/pools', 'Make or change a node pool', NodePoolRequest),
  read('/v1/node/pool/:name', 'Read a node pool', WireNodePool),
  write('/v1/node/pool/:name', 'Make or change this node pool', NodePoolRequest),
  remove('/v1/node/pool/:name', 'Delete a node pool that nothing uses'),
  {
    ...read('/v1/node/pool/:name/nodes', 'List the nodes of a pool', z.array(NodeStub)),
    isPaged: true,
    query: { resources: 'Also show resources', os: 'Also show the operating system' },
  },
  {
    ...read('/v1/node/pool/:name/jobs', 'List the jobs of a pool', z.array(JobStub)),
    isPaged: true,
    query: { namespace: 'The namespace; default `default`, `*` for all of them' },
  },
];

function read(path: string, summary: string, answer: z.ZodType): Operation {
  return { method: 'get', path, tag: 'cluster', summary, isBlocking: true, answer };
}

function write(path: string, summary: string, body: z.ZodType): Operation {
  return { method: 'post', path, tag: 'cluster', summary, body, answer: Nothing };
}

function remove(path: string, summary: string): Operation {
  return { method: 'delete', path, tag: 'cluster', summary, answer: Nothing };
}
