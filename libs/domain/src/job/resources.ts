import { z } from 'zod';
import { Affinity, Constraint } from './placement-rules.ts';
import { Network } from './network.ts';

export const DeviceRequest = z.object({
  name: z.string(),
  count: z.int().positive(),
  constraints: z.array(Constraint),
  affinities: z.array(Affinity),
});
export type DeviceRequest = z.infer<typeof DeviceRequest>;

/** What one task asks of its node. */
export const TaskResources = z.object({
  cpuMhz: z.int().nonnegative(),
  /** Whole cores reserved for the task; then `cpuMhz` is 0 and follows from the node. */
  cores: z.int().nonnegative(),
  memoryMb: z.int().nonnegative(),
  /** The hard limit when memory may be oversubscribed; 0 means `memoryMb`. */
  memoryMaxMb: z.int().nonnegative(),
  /** Networks asked for per task: the old form, before networks moved to the group. */
  networks: z.array(Network),
  devices: z.array(DeviceRequest),
});
export type TaskResources = z.infer<typeof TaskResources>;
