/** One measured number. */
export interface Figure {
  /** What was measured, e.g. `placements-1-worker`. */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What else belongs to it: percentiles, sizes, the peer's figure. */
  readonly detail?: Readonly<Record<string, number | string>>;
}

export interface Benchmark {
  readonly name: string;
  readonly about: string;
  run(): Promise<readonly Figure[]>;
}

/** The value below which a share of the samples lies, by nearest rank. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}
