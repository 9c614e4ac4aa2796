import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { z } from 'zod';

const US_PER_MS = 1_000;

/** How long one thing took in one process, each time since the process began. */
export const Timing = z.object({
  /** Nomad's name of the metric without its prefix, e.g. `nomad.job.register`. */
  name: z.string(),
  count: z.number(),
  sumMs: z.number(),
  minMs: z.number(),
  maxMs: z.number(),
  meanMs: z.number(),
  stddevMs: z.number(),
  p50Ms: z.number(),
  p90Ms: z.number(),
  p99Ms: z.number(),
});
export type Timing = z.infer<typeof Timing>;

/** Measures how long things take, to the microsecond. */
export class Timings {
  readonly #byName = new Map<string, RecordableHistogram>();
  readonly #sumsMs = new Map<string, number>();

  record(name: string, durationMs: number): void {
    const histogram = this.#byName.get(name) ?? createHistogram();
    this.#byName.set(name, histogram);
    histogram.record(Math.max(1, Math.round(durationMs * US_PER_MS)));
    this.#sumsMs.set(name, (this.#sumsMs.get(name) ?? 0) + durationMs);
  }

  /** Measures what fails too. */
  async measure<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const startedAtMs = performance.now();
    try {
      return await work();
    } finally {
      this.record(name, performance.now() - startedAtMs);
    }
  }

  list(): Timing[] {
    return [...this.#byName].map(([name, histogram]) => {
      return {
        name,
        count: histogram.count,
        sumMs: this.#sumsMs.get(name) ?? 0,
        minMs: inMs(histogram.min),
        maxMs: inMs(histogram.max),
        meanMs: inMs(histogram.mean),
        stddevMs: inMs(histogram.stddev),
        p50Ms: inMs(histogram.percentile(50)),
        p90Ms: inMs(histogram.percentile(90)),
        p99Ms: inMs(histogram.percentile(99)),
      };
    });
  }
}

function inMs(us: number): number {
  return us / US_PER_MS;
}
