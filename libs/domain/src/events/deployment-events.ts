import { z } from 'zod';
import { Deployment, DeploymentStatus } from '../deployment/deployment.ts';
import { Name } from '../primitives.ts';

export const DeploymentCreated = z.object({
  type: z.literal('DeploymentCreated'),
  v: z.literal(1),
  deployment: Deployment,
});
export type DeploymentCreated = z.infer<typeof DeploymentCreated>;

/** Also the end of a deployment: `successful`, `failed` and `cancelled` are final. */
export const DeploymentStatusChanged = z.object({
  type: z.literal('DeploymentStatusChanged'),
  v: z.literal(1),
  deploymentId: Name,
  status: DeploymentStatus,
  statusDescription: z.string(),
});
export type DeploymentStatusChanged = z.infer<typeof DeploymentStatusChanged>;

/**
 * Nodes came or went: a deployment of a system job, which runs on each, is to bring up more or fewer allocations, or
 * has too few left on which to try its version.
 */
export const DeploymentGoalChanged = z.object({
  type: z.literal('DeploymentGoalChanged'),
  v: z.literal(1),
  deploymentId: Name,
  /** By group; of one that is not named it stays. */
  desiredTotals: z.record(z.string(), z.int().min(0)),
  /** The same of canaries. */
  desiredCanaries: z.record(z.string(), z.int().min(0)).optional(),
});
export type DeploymentGoalChanged = z.infer<typeof DeploymentGoalChanged>;

/** A person says whether an allocation of a deployment is healthy, as `health_check = "manual"` wants it. */
export const AllocationHealthSet = z.object({
  type: z.literal('AllocationHealthSet'),
  v: z.literal(1),
  allocId: Name,
  healthy: z.boolean(),
});
export type AllocationHealthSet = z.infer<typeof AllocationHealthSet>;

/** The canaries are good: the roll-out goes on. */
export const DeploymentPromoted = z.object({
  type: z.literal('DeploymentPromoted'),
  v: z.literal(1),
  deploymentId: Name,
  /** Default: all groups. */
  groups: z.array(Name).optional(),
});
export type DeploymentPromoted = z.infer<typeof DeploymentPromoted>;
