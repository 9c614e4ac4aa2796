import { z } from 'zod';
import { Job } from '../job/job.ts';
import { Extra, Name } from '../primitives.ts';

/** The job file as its author wrote it, so that it can be shown again. */
export const JobSource = z.object({
  format: z.enum(['hcl2', 'json', 'hcl1']),
  text: z.string(),
  variables: z.string(),
  variableFlags: z.record(z.string(), z.string()),
});
export type JobSource = z.infer<typeof JobSource>;

/**
 * A job, or a new version of it, is wanted. With `evalId` it also creates that evaluation as pending:
 * one entry, so that no acknowledged job can be without its evaluation.
 */
export const JobRegistered = z.object({
  type: z.literal('JobRegistered'),
  v: z.literal(1),
  job: Job,
  /** Counts registrations that changed the job, from 0. A registration without a change repeats it. */
  version: z.int().nonnegative(),
  evalId: z.string().optional(),
  /** Of that evaluation; default: the job's. */
  evalPriority: z.int().optional(),
  source: JobSource.optional(),
});
export type JobRegistered = z.infer<typeof JobRegistered>;

/** A job is to be stopped; with `purge` it is also forgotten. With `evalId` it creates that evaluation. */
export const JobDeregistered = z.object({
  type: z.literal('JobDeregistered'),
  v: z.literal(1),
  namespace: Name,
  jobId: Name,
  purge: z.boolean(),
  evalId: z.string().optional(),
  /** Of that evaluation; default: the job's. */
  evalPriority: z.int().optional(),
});
export type JobDeregistered = z.infer<typeof JobDeregistered>;

/** Someone scaled a group, or an autoscaler says why it did not. The new count itself is in a JobRegistered. */
export const JobScalingNoted = z.object({
  type: z.literal('JobScalingNoted'),
  v: z.literal(1),
  namespace: Name,
  jobId: Name,
  group: Name,
  /** Absent when nothing was scaled. */
  count: z.int().nonnegative().optional(),
  previousCount: z.int().nonnegative(),
  message: z.string(),
  error: z.boolean(),
  meta: Extra.optional(),
  evalId: z.string().optional(),
});
export type JobScalingNoted = z.infer<typeof JobScalingNoted>;

/** A person gives a version a name. It is kept for as long as it has one. */
export const JobVersionTagged = z.object({
  type: z.literal('JobVersionTagged'),
  v: z.literal(1),
  namespace: Name,
  jobId: Name,
  version: z.int().nonnegative(),
  name: Name,
  description: z.string(),
});
export type JobVersionTagged = z.infer<typeof JobVersionTagged>;

export const JobVersionUntagged = z.object({
  type: z.literal('JobVersionUntagged'),
  v: z.literal(1),
  namespace: Name,
  jobId: Name,
  version: z.int().nonnegative(),
});
export type JobVersionUntagged = z.infer<typeof JobVersionUntagged>;

/** A person says that a version is one to go back to, or is not. */
export const JobStabilityChanged = z.object({
  type: z.literal('JobStabilityChanged'),
  v: z.literal(1),
  namespace: Name,
  jobId: Name,
  version: z.int().nonnegative(),
  stable: z.boolean(),
});
export type JobStabilityChanged = z.infer<typeof JobStabilityChanged>;
