import { z } from 'zod';
import { DurationMs, Extra, Name, StringMap } from '../primitives.ts';
import { Network } from './network.ts';
import { Affinity, Constraint, Spread } from './placement-rules.ts';
import {
  DisconnectStrategy,
  EphemeralDisk,
  MigrateStrategy,
  ReschedulePolicy,
  RestartPolicy,
  ScalingPolicy,
  UpdateStrategy,
} from './policies.ts';
import { Task } from './task.ts';

export const VolumeRequest = z.object({
  name: z.string(),
  type: z.string(),
  source: z.string(),
  readOnly: z.boolean(),
  extra: Extra,
});
export type VolumeRequest = z.infer<typeof VolumeRequest>;

/** Tasks that run together on one node; `count` allocations of it are wanted. */
export const TaskGroup = z.object({
  name: Name,
  count: z.int().nonnegative(),
  constraints: z.array(Constraint),
  affinities: z.array(Affinity),
  spreads: z.array(Spread),
  networks: z.array(Network),
  volumes: z.record(z.string(), VolumeRequest),
  tasks: z.array(Task).min(1),
  restartPolicy: RestartPolicy,
  reschedulePolicy: ReschedulePolicy.optional(),
  update: UpdateStrategy.optional(),
  migrate: MigrateStrategy.optional(),
  disconnect: DisconnectStrategy.optional(),
  scaling: ScalingPolicy.optional(),
  preventRescheduleOnLost: z.boolean(),
  ephemeralDisk: EphemeralDisk,
  shutdownDelayMs: DurationMs.optional(),
  stopAfterClientDisconnectMs: DurationMs.optional(),
  maxClientDisconnectMs: DurationMs.optional(),
  maxRunDurationMs: DurationMs.optional(),
  meta: StringMap,
  extra: Extra,
});
export type TaskGroup = z.infer<typeof TaskGroup>;
