import { statfs } from 'node:fs/promises';
import { cpus, freemem, totalmem, uptime } from 'node:os';

export interface HostStats {
  readonly atMs: number;
  readonly uptimeSeconds: number;
  readonly memory: { readonly totalBytes: number; readonly freeBytes: number };
  /** Time spent since boot, by CPU, in milliseconds. */
  readonly cpus: readonly {
    readonly userMs: number;
    readonly systemMs: number;
    readonly idleMs: number;
  }[];
  /** The file system that holds the allocations. */
  readonly allocDir: {
    readonly path: string;
    readonly sizeBytes: number;
    readonly availableBytes: number;
    readonly inodesUsedPercent: number;
  };
}

/** What the machine uses at this moment. */
export async function readHostStats(allocsDir: string, atMs: number): Promise<HostStats> {
  const { bsize, blocks, bavail, files, ffree } = await statfs(allocsDir);
  return {
    atMs,
    uptimeSeconds: Math.floor(uptime()),
    memory: { totalBytes: totalmem(), freeBytes: freemem() },
    cpus: cpus().map(({ times }) => ({
      userMs: times.user + times.nice,
      systemMs: times.sys + times.irq,
      idleMs: times.idle,
    })),
    allocDir: {
      path: allocsDir,
      sizeBytes: bsize * blocks,
      availableBytes: bsize * bavail,
      inodesUsedPercent: files === 0 ? 0 : (100 * (files - ffree)) / files,
    },
  };
}
