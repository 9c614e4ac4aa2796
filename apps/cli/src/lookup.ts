import {
  AllocationStub,
  JobStub,
  NodeStub,
  WireAllocation,
  WireDeployment,
  WireEvaluation,
  WireNode,
} from '@steppe/api-contract';
import type { HttpClient } from '@steppe/client';
import { z } from 'zod';
import { Failure } from './failure.ts';
import { during } from './step-error.ts';
import { allocationTable } from './views/allocation-table.ts';
import { deploymentTable } from './views/deployment-table.ts';
import { evaluationList } from './views/evaluation-table.ts';
import { jobTable } from './views/job-table.ts';
import { nodeTable } from './views/node-table.ts';
import type { ViewOptions } from './views/view-options.ts';

/** A kind of thing that has an ID of which the beginning will do. */
interface Kind<Stub, Whole> {
  readonly list: string;
  readonly one: (id: string) => string;
  readonly stub: z.ZodType<Stub>;
  readonly whole: z.ZodType<Whole>;
  readonly plural: string;
  /** What is said when the API does not answer. */
  readonly step: string;
  readonly notFound: (prefix: string) => string;
  /** What is shown when a prefix means several. */
  readonly table: (stubs: readonly Stub[], options: ViewOptions) => string;
}

export const ALLOCATIONS: Kind<AllocationStub, WireAllocation> = {
  list: '/v1/allocations',
  one: (id) => `/v1/allocation/${id}`,
  stub: AllocationStub,
  whole: WireAllocation,
  plural: 'allocations',
  step: 'Error querying allocation',
  notFound: (prefix) => `No allocation(s) with prefix or id "${prefix}" found`,
  table: allocationTable,
};

export const NODES: Kind<NodeStub, WireNode> = {
  list: '/v1/nodes',
  one: (id) => `/v1/node/${id}`,
  stub: NodeStub,
  whole: WireNode,
  plural: 'nodes',
  step: 'Error querying node info',
  notFound: (prefix) => `No node(s) with prefix "${prefix}" found`,
  table: nodeTable,
};

export const EVALUATIONS: Kind<WireEvaluation, WireEvaluation> = {
  list: '/v1/evaluations',
  one: (id) => `/v1/evaluation/${id}?related=true`,
  stub: WireEvaluation,
  whole: WireEvaluation,
  plural: 'evaluations',
  step: 'Error querying evaluation',
  notFound: (prefix) => `No evaluation(s) with prefix or id "${prefix}" found`,
  table: evaluationList,
};

export const DEPLOYMENTS: Kind<WireDeployment, WireDeployment> = {
  list: '/v1/deployments',
  one: (id) => `/v1/deployment/${id}`,
  stub: WireDeployment,
  whole: WireDeployment,
  plural: 'deployments',
  step: 'Error retrieving deployment',
  notFound: (prefix) =>
    `Error retrieving deployment: Deployment ID "${prefix}" matched no deployments`,
  table: deploymentTable,
};

/** Shorter ones mean too many things. */
const PREFIX_MIN = 2;

/**
 * Finds the one thing that an ID, or the beginning of one, means.
 *
 * @throws Failure when there is none or several; StepError when the API says no.
 */
export async function find<Stub extends { ID: string }, Whole>(
  client: HttpClient,
  kind: Kind<Stub, Whole>,
  { prefix, ...options }: ViewOptions & { prefix: string },
): Promise<Whole> {
  if (prefix.length < PREFIX_MIN) {
    throw new Failure('Identifier must contain at least two characters.');
  }
  const [only, ...more] = await listByPrefix(client, kind, prefix);
  if (!only) throw new Failure(kind.notFound(prefix));
  if (more.length > 0) {
    const candidates = kind.table([only, ...more], options);
    throw new Failure(`Prefix matched multiple ${kind.plural}\n\n${candidates}`);
  }
  const { value } = await during(kind.step, client.call('GET', kind.one(only.ID), kind.whole));
  return value;
}

/** All things of a kind whose ID begins with a text. */
export async function listByPrefix<Stub extends { ID: string }, Whole>(
  client: HttpClient,
  { list, stub, step }: Kind<Stub, Whole>,
  prefix: string,
): Promise<Stub[]> {
  const query = { prefix: evenPrefix(prefix) };
  const { value } = await during(step, client.call('GET', list, z.array(stub), { query }));
  return value.filter(({ ID }) => ID.startsWith(prefix));
}

/**
 * Finds the job that an ID, or the beginning of one, means.
 *
 * @throws Failure when there is none, or several and none of them exactly.
 */
export async function findJob(client: HttpClient, prefix: string): Promise<JobStub> {
  const jobs = await listJobs(client, prefix);
  const exact = jobs.find(({ ID }) => ID === prefix);
  if (exact) return exact;
  const [only, ...more] = jobs;
  if (!only) throw new Failure(`No job(s) with prefix or ID "${prefix}" found`);
  if (more.length > 0) {
    throw new Failure(`Prefix "${prefix}" matched multiple jobs\n\n${jobTable(jobs)}`);
  }
  return only;
}

/** Jobs whose ID begins with a text; all of them with an empty one. */
export async function listJobs(client: HttpClient, prefix = ''): Promise<JobStub[]> {
  const query = prefix === '' ? {} : { prefix };
  const call = client.call('GET', '/v1/jobs', z.array(JobStub), { query });
  return (await during('Error querying jobs', call)).value;
}

/** The path of a job's own resource; its ID may hold slashes and blanks. */
export function jobPath(id: string, part = ''): string {
  return `/v1/job/${encodeURIComponent(id)}${part === '' ? '' : `/${part}`}`;
}

/** The API takes prefixes of whole bytes only. */
function evenPrefix(prefix: string): string {
  const digits = prefix.replaceAll('-', '').length;
  return digits % 2 === 1 ? prefix.slice(0, -1) : prefix;
}
