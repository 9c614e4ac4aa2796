import { z } from 'zod';

const Measured = z.array(z.string()).nullish();

/** What a task uses. Which members count is in `Measured`: it depends on the driver. */
const TaskUsage = z.object({
  MemoryStats: z
    .object({
      RSS: z.number(),
      Cache: z.number(),
      Swap: z.number(),
      Usage: z.number(),
      MaxUsage: z.number(),
      KernelUsage: z.number(),
      KernelMaxUsage: z.number(),
      Measured,
    })
    .partial()
    .nullish(),
  CpuStats: z
    .object({
      SystemMode: z.number(),
      UserMode: z.number(),
      TotalTicks: z.number(),
      ThrottledPeriods: z.number(),
      ThrottledTime: z.number(),
      Percent: z.number(),
      Measured,
    })
    .partial()
    .nullish(),
});
export type TaskUsage = z.infer<typeof TaskUsage>;

/** The answer of `/v1/client/allocation/<id>/stats`. */
export const AllocationUsage = z.object({
  ResourceUsage: TaskUsage.nullish(),
  Tasks: z.record(z.string(), z.object({ ResourceUsage: TaskUsage.nullish() })).nullish(),
});
export type AllocationUsage = z.infer<typeof AllocationUsage>;
