import { readFile, statfs } from 'node:fs/promises';
import { type CpuInfo, cpus, freemem, totalmem, uptime } from 'node:os';
import { isMissing, type Time } from '@steppe/alloc-runner';

const KIB = 1_024;
/** Shares of a shorter time say little: those of before are told again. */
const SPAN_MIN_MS = 500;

export interface HostStats {
  readonly atMs: number;
  readonly uptimeSeconds: number;
  readonly memory: {
    readonly totalBytes: number;
    readonly availableBytes: number;
    /** What nothing is kept in; less than what is available. */
    readonly freeBytes: number;
  };
  readonly cpus: readonly CpuShares[];
  /** The file system that holds the allocations. */
  readonly allocDir: {
    readonly path: string;
    readonly sizeBytes: number;
    readonly usedBytes: number;
    readonly availableBytes: number;
    readonly inodesUsedPercent: number;
  };
}

/** How one CPU spent the time since it was asked before, or since boot; each of 100. */
export interface CpuShares {
  readonly userPercent: number;
  readonly systemPercent: number;
  readonly idlePercent: number;
}

/** Measures what the machine uses. */
export class HostMeter {
  readonly #allocsDir: string;
  readonly #time: Time;
  #before: readonly CpuInfo[] = [];
  #beforeAtMs = -Infinity;
  #shares: readonly CpuShares[] = [];

  constructor(allocsDir: string, time: Time) {
    this.#allocsDir = allocsDir;
    this.#time = time;
  }

  async read(): Promise<HostStats> {
    const { bsize, blocks, bfree, bavail, files, ffree } = await statfs(this.#allocsDir);
    return {
      atMs: this.#time.nowMs(),
      uptimeSeconds: Math.floor(uptime()),
      memory: {
        totalBytes: totalmem(),
        availableBytes: freemem(),
        freeBytes: (await unusedBytes()) ?? freemem(),
      },
      cpus: this.#cpuShares(),
      allocDir: {
        path: this.#allocsDir,
        sizeBytes: bsize * blocks,
        usedBytes: bsize * (blocks - bfree),
        availableBytes: bsize * bavail,
        inodesUsedPercent: files === 0 ? 0 : (100 * (files - ffree)) / files,
      },
    };
  }

  #cpuShares(): readonly CpuShares[] {
    const nowMs = this.#time.monotonicMs();
    if (nowMs - this.#beforeAtMs < SPAN_MIN_MS) return this.#shares;
    const now = cpus();
    this.#shares = now.map(({ times }, index) => sharesOf(times, this.#before[index]?.times));
    this.#before = now;
    this.#beforeAtMs = nowMs;
    return this.#shares;
  }
}

function sharesOf(now: CpuInfo['times'], before: CpuInfo['times'] | undefined): CpuShares {
  const user = now.user + now.nice - (before === undefined ? 0 : before.user + before.nice);
  const system = now.sys + now.irq - (before === undefined ? 0 : before.sys + before.irq);
  const idle = now.idle - (before?.idle ?? 0);
  const percent = 100 / Math.max(1, user + system + idle);
  return {
    userPercent: user * percent,
    systemPercent: system * percent,
    idlePercent: idle * percent,
  };
}

/** Linux's `MemFree`; Node tells only what is available. */
async function unusedBytes(): Promise<number | undefined> {
  try {
    const [, kib] = /^MemFree:\s+(\d+) kB$/m.exec(await readFile('/proc/meminfo', 'utf8')) ?? [];
    return kib === undefined ? undefined : Number(kib) * KIB;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
