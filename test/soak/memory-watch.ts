import { readFile } from 'node:fs/promises';

const SAMPLE_EVERY_MS = 5_000;
const SAMPLES_MIN = 12;
/** What a heap may differ by from one collection to the next. */
const TOLERANCE_MIB = 12;
const TOLERANCE = 1.15;

/** Watches how much memory processes have, from first to last. */
export class MemoryWatch {
  readonly #pids: ReadonlyMap<string, number>;
  readonly #samples = new Map<string, number[]>();
  readonly #timer: NodeJS.Timeout;

  constructor(pids: ReadonlyMap<string, number>) {
    this.#pids = pids;
    this.#timer = setInterval(() => void this.#sample(), SAMPLE_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Medians in MiB of the second and of the last third: before that it warms up. */
  medians(name: string): { readonly before: number; readonly after: number } {
    const samples = this.#samples.get(name) ?? [];
    const third = Math.floor(samples.length / 3);
    return {
      before: median(samples.slice(third, 2 * third)),
      after: median(samples.slice(2 * third)),
    };
  }

  /** What speaks for a process whose memory grows; undefined when nothing does. */
  growthOf(name: string): string | undefined {
    if ((this.#samples.get(name)?.length ?? 0) < SAMPLES_MIN) return undefined;
    const { before, after } = this.medians(name);
    if (after <= before * TOLERANCE + TOLERANCE_MIB) return undefined;
    return `the memory of ${name} grows: ${before} MiB in the second third, ${after} MiB in the last`;
  }

  async #sample(): Promise<void> {
    for (const [name, pid] of this.#pids) {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      const kib = Number(/VmRSS:\s+(\d+) kB/u.exec(status)?.[1] ?? 0);
      if (kib === 0) continue;
      this.#samples.set(name, [...(this.#samples.get(name) ?? []), Math.round(kib / 1_024)]);
    }
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
