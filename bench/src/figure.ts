/** One measured number. */
export interface Figure {
  /** What was measured, e.g. `placements-batch-1000-nodes`. */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What is wanted of it: at least, or with `atMost` at most so much. */
  readonly target?: number | undefined;
  readonly atMost?: number | undefined;
  /** Nomad 2.0.5's on a machine like this one, in the same unit. */
  readonly peer?: number | undefined;
  /** What else belongs to it: percentiles, sizes, single rounds. */
  readonly detail?: Readonly<Record<string, number | string>>;
}

export interface Benchmark {
  readonly name: string;
  readonly about: string;
  /** About how long it takes on two cores, in seconds. */
  readonly takesS: number;
  /** Not run unless it is named. @default false */
  readonly onlyByName?: boolean;
  run(options: RunOptions): AsyncIterable<Figure>;
}

export interface RunOptions {
  /** Whether a figure was asked for, by its name. A benchmark need not heed it: what is not wanted is not shown. */
  readonly isWanted: (figure: string) => boolean;
}

/** Rounds of which a figure is the median. */
export const ROUNDS = 5;

/** The value below which a share of the samples lies, by nearest rank. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

export function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

/** Single rounds, so that their spread can be judged. */
export function roundsOf(samples: readonly number[]): string {
  return samples.map((sample) => sample.toFixed(0)).join('/');
}

/** Runs a measurement several times, one after the other. */
export async function repeated(
  measure: (round: number) => number | Promise<number>,
  rounds = ROUNDS,
): Promise<number[]> {
  const samples: number[] = [];
  for (let round = 0; round < rounds; round++) samples.push(await measure(round));
  return samples;
}
