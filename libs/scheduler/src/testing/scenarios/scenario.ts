import { z } from 'zod';
import { NomadJob, NomadNode } from './nomad-json.ts';

/** What is done to the cluster, as the real one was asked to. */
const Step = z.discriminatedUnion('op', [
  z.object({ op: z.literal('register'), job: NomadJob }),
  z.object({
    op: z.literal('alloc'),
    select: z.object({ job: z.string() }),
    client_status: z.enum(['running', 'failed', 'complete']),
    healthy: z.boolean().optional(),
  }),
  z.object({ op: z.literal('eval'), job_id: z.string() }),
  z.object({ op: z.literal('promote'), job_id: z.string() }),
  z.object({ op: z.literal('deployment_status'), job_id: z.string() }),
  z.object({ op: z.literal('node'), node: NomadNode }),
  z.object({ op: z.literal('node_status'), node_name: z.string() }),
  z.object({
    op: z.literal('drain'),
    node_name: z.string(),
    drain: z.object({ mark: z.boolean(), ignore_system: z.boolean().optional() }),
  }),
  z.object({ op: z.literal('dump') }),
]);
export type Step = z.infer<typeof Step>;

export const Scenario = z.object({
  name: z.string(),
  nodes: z.array(NomadNode),
  steps: z.array(Step),
  scheduler_config: z
    .object({ PreemptionConfig: z.object({ ServiceSchedulerEnabled: z.boolean() }) })
    .optional(),
});
export type Scenario = z.infer<typeof Scenario>;

const Counts = z.record(z.string(), z.int()).nullable();
const Metric = z.object({
  available: z.record(z.string(), z.int()),
  class_filtered: Counts,
  constraint_filtered: Counts,
  dimension_exhausted: Counts,
  coalesced: z.int(),
  evaluated: z.int(),
  exhausted: z.int(),
  filtered: z.int(),
  in_pool: z.int(),
});
export type Metric = z.infer<typeof Metric>;

const NodeVerdict = z.union([
  z.object({ filtered: z.string() }),
  z.object({ exhausted: z.string() }),
  z.object({ score: z.number(), parts: z.record(z.string(), z.number()) }),
]);
export type NodeVerdict = z.infer<typeof NodeVerdict>;

const Placed = z.object({
  name: z.string(),
  group: z.string(),
  node: z.string(),
  canary: z.boolean().optional(),
  previous: z.string().optional(),
  preempts: z.array(z.string()).optional(),
  metrics: z.object({
    score_meta: z.array(
      z.object({ node: z.string(), norm: z.number(), scores: z.record(z.string(), z.number()) }),
    ),
  }),
});
export type Placed = z.infer<typeof Placed>;

/** What the real scheduler did for one evaluation. */
export const Evaluated = z.object({
  op: z.string(),
  job: z.string(),
  eval: z.object({ triggered_by: z.string() }),
  created_evals: z.array(z.object({ status: z.string(), triggered_by: z.string() })),
  deployment: z
    .object({
      description: z.string(),
      groups: z.record(z.string(), z.object({ desired: z.int(), canaries: z.int() })),
    })
    .optional(),
  deployment_updates: z
    .array(z.object({ status: z.string(), description: z.string() }))
    .default([]),
  desired_tg_updates: z.record(z.string(), z.record(z.string(), z.int())),
  failed_tg: z.record(z.string(), Metric).default({}),
  inplace: z.array(z.object({ name: z.string(), node: z.string() })),
  node_tables: z.record(z.string(), z.record(z.string(), NodeVerdict)).default({}),
  place: z.array(Placed).default([]),
  preempt: z.array(z.object({ name: z.string(), node: z.string() })),
  queued: z.record(z.string(), z.int()),
  stop: z.array(
    z.object({
      name: z.string(),
      node: z.string(),
      desired_description: z.string(),
      client: z.string().optional(),
    }),
  ),
});
export type Evaluated = z.infer<typeof Evaluated>;

export const Results = z.object({ results: z.array(z.looseObject({ op: z.string() })) });
