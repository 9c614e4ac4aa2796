import { z } from 'zod';
import { Extra, Name, StringMap } from '../primitives.ts';
import { Affinity, Constraint, Spread } from './placement-rules.ts';
import { UpdateStrategy } from './policies.ts';
import { TaskGroup } from './task-group.ts';

export const JobType = z.enum(['service', 'batch', 'system', 'sysbatch']);
export type JobType = z.infer<typeof JobType>;

/** A job as it is wanted, with every default filled in. Immutable: a change is a new version. */
export const Job = z.object({
  namespace: Name,
  id: Name,
  name: Name,
  parentId: z.string(),
  type: JobType,
  region: z.string(),
  priority: z.int().min(1).max(32_767),
  allAtOnce: z.boolean(),
  datacenters: z.array(z.string()).min(1),
  nodePool: Name,
  constraints: z.array(Constraint),
  affinities: z.array(Affinity),
  spreads: z.array(Spread),
  groups: z.array(TaskGroup).min(1),
  update: UpdateStrategy.optional(),
  /** Cron launches of child jobs, in the wire's shape. */
  periodic: Extra.optional(),
  /** What a dispatch must and may pass, in the wire's shape. */
  parameterized: Extra.optional(),
  meta: StringMap,
  extra: Extra,
});
export type Job = z.infer<typeof Job>;

/** Identifies a job across namespaces. A namespace has no slash, so the key is unique. */
export type JobKey = string;

export function jobKey(namespace: string, jobId: string): JobKey {
  return `${namespace}/${jobId}`;
}
