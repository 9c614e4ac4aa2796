import { z } from 'zod';
import { DurationMs, Name, Seq } from '../primitives.ts';

/** The names are Nomad's (events.tsv, deployment-status). */
export const DeploymentStatus = z.enum([
  'running',
  'paused',
  'failed',
  'successful',
  'cancelled',
  'initializing',
  'pending',
  'blocked',
  'unblocking',
]);
export type DeploymentStatus = z.infer<typeof DeploymentStatus>;

/** What a deployment wants of one group. */
export const DeploymentGroup = z.object({
  desiredTotal: z.int().nonnegative(),
  desiredCanaries: z.int().nonnegative(),
  autoRevert: z.boolean(),
  autoPromote: z.boolean(),
  progressDeadlineMs: DurationMs,
});
export type DeploymentGroup = z.infer<typeof DeploymentGroup>;

/** The roll-out of one version of a service job. */
export const Deployment = z.object({
  id: Name,
  namespace: Name,
  jobId: Name,
  jobVersion: z.int().nonnegative(),
  jobSeq: Seq,
  evalPriority: z.int(),
  groups: z.record(z.string(), DeploymentGroup),
});
export type Deployment = z.infer<typeof Deployment>;
