import { z } from 'zod';
import { Extra, Name, StringMap } from '../primitives.ts';
import { Affinity, Constraint, Spread } from './placement-rules.ts';
import { UpdateStrategy } from './policies.ts';
import { TaskGroup } from './task-group.ts';

export const JobType = z.enum(['service', 'batch', 'system', 'sysbatch']);
export type JobType = z.infer<typeof JobType>;

/** What one dispatch of a parameterized job passed on, its meta apart, which is in the job's. */
export const JobDispatch = z.object({
  /** In base64; empty for none. */
  payload: z.string(),
  /** Empty for none: a second dispatch with the same token is the same. */
  idempotencyToken: z.string(),
});
export type JobDispatch = z.infer<typeof JobDispatch>;

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
  /** Set in what a parameterized job was dispatched as, which keeps its `parameterized` block. */
  dispatch: JobDispatch.optional(),
  meta: StringMap,
  extra: Extra,
});
export type Job = z.infer<typeof Job>;

/** Whether the job runs nothing itself, but is what others are launched from: by a clock, or by a dispatch. */
export function launchesOthers({ periodic, parameterized, dispatch }: Job): boolean {
  return periodic !== undefined || (parameterized !== undefined && dispatch === undefined);
}

/** Identifies a job across namespaces. A namespace has no slash, so the key is unique. */
export type JobKey = string;

export function jobKey(namespace: string, jobId: string): JobKey {
  return `${namespace}/${jobId}`;
}

const keysOfJobs = new WeakMap<Job, JobKey>();

/** The key of a job, made once: each change of an allocation asks for it. */
export function keyOfJob(job: Job): JobKey {
  let key = keysOfJobs.get(job);
  if (key === undefined) keysOfJobs.set(job, (key = jobKey(job.namespace, job.id)));
  return key;
}
