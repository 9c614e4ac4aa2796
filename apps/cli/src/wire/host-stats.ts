import { z } from 'zod';

const Disk = z.object({
  Device: z.string(),
  Mountpoint: z.string(),
  Size: z.number(),
  Used: z.number(),
  Available: z.number(),
  UsedPercent: z.number(),
  InodesUsedPercent: z.number(),
});

/** The answer of `/v1/client/stats`: what a machine uses now, in bytes, MHz, per cent and seconds. */
export const HostStats = z.object({
  CPU: z
    .array(z.object({ CPU: z.string(), User: z.number(), System: z.number(), Idle: z.number() }))
    .nullable(),
  CPUTicksConsumed: z.number(),
  Memory: z.object({
    Total: z.number(),
    Available: z.number(),
    Used: z.number(),
    Free: z.number(),
  }),
  DiskStats: z.array(Disk).nullable(),
  Uptime: z.number(),
});
export type HostStats = z.infer<typeof HostStats>;
