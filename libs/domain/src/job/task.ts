import { z } from 'zod';
import { DurationMs, Extra, Name, StringMap } from '../primitives.ts';
import { Affinity, Constraint } from './placement-rules.ts';
import { RestartPolicy } from './policies.ts';
import { TaskResources } from './resources.ts';

export const TaskLifecycle = z.object({
  hook: z.enum(['prestart', 'poststart', 'poststop']),
  sidecar: z.boolean(),
});
export type TaskLifecycle = z.infer<typeof TaskLifecycle>;

/** Limits on a task's captured output. */
export const LogLimits = z.object({
  maxFiles: z.int().positive(),
  maxFileSizeMb: z.int().positive(),
  disabled: z.boolean(),
});
export type LogLimits = z.infer<typeof LogLimits>;

/** One process or container of a group. */
export const Task = z.object({
  name: Name,
  driver: z.string().min(1),
  user: z.string(),
  leader: z.boolean(),
  lifecycle: TaskLifecycle.optional(),
  /** The driver's own options; the driver validates them. */
  config: z.record(z.string(), z.unknown()),
  env: StringMap,
  meta: StringMap,
  constraints: z.array(Constraint),
  affinities: z.array(Affinity),
  resources: TaskResources,
  restartPolicy: RestartPolicy,
  killTimeoutMs: DurationMs,
  /** e.g. `SIGINT`; empty: the driver's default. */
  killSignal: z.string(),
  shutdownDelayMs: DurationMs,
  logs: LogLimits,
  extra: Extra,
});
export type Task = z.infer<typeof Task>;
