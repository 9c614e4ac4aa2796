import { runSeed, type Run, type RunOptions } from './run-seed.ts';
import type { Step } from './workload/steps.ts';

/** A run takes a fraction of a second, so a minute is enough for this many. */
const RUNS_MAX = 200;

/** A failing run with as few steps as still break the same rule. */
export interface Minimised {
  readonly steps: readonly Step[];
  readonly run: Run;
}

/** Leaves steps out, first many at once and then one by one, as long as the same rule is broken. */
export async function minimise(
  failed: Run,
  { steps, ...options }: RunOptions & { readonly steps: readonly Step[] },
): Promise<Minimised> {
  let best: Minimised = { steps, run: failed };
  let runs = 0;
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let start = 0; start < best.steps.length && runs < RUNS_MAX;) {
      const fewer = best.steps.toSpliced(start, size);
      const run = await runSeed({ ...options, steps: fewer });
      runs += 1;
      if (run.violation?.rule === failed.violation?.rule) best = { steps: fewer, run };
      else start += size;
    }
  }
  return best;
}
