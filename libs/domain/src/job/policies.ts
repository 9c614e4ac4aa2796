import { z } from 'zod';
import { DurationMs, Extra } from '../primitives.ts';

/** How often a task may restart on its own node. */
export const RestartPolicy = z.object({
  attempts: z.int().nonnegative(),
  intervalMs: DurationMs,
  delayMs: DurationMs,
  /** `fail`: the task fails after the attempts; `delay`: it waits for the next interval. */
  mode: z.enum(['fail', 'delay']),
  renderTemplates: z.boolean().optional(),
});
export type RestartPolicy = z.infer<typeof RestartPolicy>;

/** Whether, how often and how late a failed allocation is placed anew. */
export const ReschedulePolicy = z.object({
  attempts: z.int().nonnegative(),
  intervalMs: DurationMs,
  delayMs: DurationMs,
  delayFunction: z.enum(['constant', 'exponential', 'fibonacci']),
  maxDelayMs: DurationMs,
  unlimited: z.boolean(),
});
export type ReschedulePolicy = z.infer<typeof ReschedulePolicy>;

/** How a new version of a group replaces the old one. */
export const UpdateStrategy = z.object({
  staggerMs: DurationMs,
  maxParallel: z.int().nonnegative(),
  healthCheck: z.string(),
  minHealthyTimeMs: DurationMs,
  healthyDeadlineMs: DurationMs,
  progressDeadlineMs: DurationMs,
  autoRevert: z.boolean(),
  autoPromote: z.boolean(),
  canary: z.int().nonnegative(),
});
export type UpdateStrategy = z.infer<typeof UpdateStrategy>;

/** How a draining node's allocations move. */
export const MigrateStrategy = z.object({
  maxParallel: z.int().nonnegative(),
  healthCheck: z.string(),
  minHealthyTimeMs: DurationMs,
  healthyDeadlineMs: DurationMs,
});
export type MigrateStrategy = z.infer<typeof MigrateStrategy>;

/** What happens to allocations whose node loses touch with the servers. */
export const DisconnectStrategy = z.object({
  lostAfterMs: DurationMs,
  stopOnClientAfterMs: DurationMs.optional(),
  replace: z.boolean(),
  reconcile: z.string(),
});
export type DisconnectStrategy = z.infer<typeof DisconnectStrategy>;

/** Between what counts a group may be scaled, and what an autoscaler is told. */
export const ScalingPolicy = z.object({
  min: z.int().nonnegative(),
  max: z.int().nonnegative(),
  enabled: z.boolean(),
  type: z.string(),
  /** The autoscaler's own, which nothing here reads. */
  policy: Extra.optional(),
});
export type ScalingPolicy = z.infer<typeof ScalingPolicy>;

export const EphemeralDisk = z.object({
  sizeMb: z.int().nonnegative(),
  sticky: z.boolean(),
  migrate: z.boolean(),
});
export type EphemeralDisk = z.infer<typeof EphemeralDisk>;
