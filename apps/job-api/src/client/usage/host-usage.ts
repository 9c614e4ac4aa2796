import { nsOfMs } from '@steppe/api-contract';
import { z } from 'zod';

/** What an agent tells of its machine. */
export const HostReport = z.object({
  atMs: z.number(),
  uptimeSeconds: z.number(),
  memory: z.object({
    totalBytes: z.number(),
    availableBytes: z.number(),
    freeBytes: z.number(),
  }),
  cpus: z.array(
    z.object({ userPercent: z.number(), systemPercent: z.number(), idlePercent: z.number() }),
  ),
  allocDir: z.object({
    path: z.string(),
    sizeBytes: z.number(),
    usedBytes: z.number(),
    availableBytes: z.number(),
    inodesUsedPercent: z.number(),
  }),
});
export type HostReport = z.infer<typeof HostReport>;

/**
 * A machine's statistics as Nomad shows them.
 *
 * @param node.mhzPerCore what a busy core gives, for the counts in MHz.
 * @param node.volume the device that holds the allocations, as the node's attributes name it.
 */
export function hostUsageToWire(
  report: HostReport,
  { mhzPerCore, volume }: { readonly mhzPerCore: number; readonly volume: string },
): object {
  const { memory, allocDir } = report;
  const cpus = report.cpus.map(({ userPercent, systemPercent, idlePercent }, index) => {
    const total = userPercent + systemPercent;
    return {
      CPU: `cpu${index}`,
      User: userPercent,
      System: systemPercent,
      Idle: idlePercent,
      TotalPercent: total,
      TotalTicks: (total / 100) * mhzPerCore,
    };
  });
  const disk = {
    Device: volume,
    Mountpoint: allocDir.path,
    Size: allocDir.sizeBytes,
    Used: allocDir.usedBytes,
    Available: allocDir.availableBytes,
    UsedPercent: percentOf(allocDir.usedBytes, allocDir.usedBytes + allocDir.availableBytes),
    InodesUsedPercent: allocDir.inodesUsedPercent,
  };
  return {
    AllocDirStats: disk,
    CPU: cpus,
    CPUTicksConsumed: cpus.reduce((sum, { TotalTicks }) => sum + TotalTicks, 0),
    DeviceStats: null,
    DiskStats: [disk],
    Memory: {
      Total: memory.totalBytes,
      Available: memory.availableBytes,
      Used: memory.totalBytes - memory.availableBytes,
      Free: memory.freeBytes,
    },
    Timestamp: nsOfMs(report.atMs),
    Uptime: report.uptimeSeconds,
  };
}

function percentOf(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole;
}
