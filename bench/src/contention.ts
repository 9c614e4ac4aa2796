import { type ContentionCase, ContentionModel } from './contention-model.ts';
import { type Benchmark, type Figure, rounded } from './figure.ts';

const NODES = 1_000;
const WORKERS = [1, 2, 4, 8];
const SMALL = { nodes: NODES, jobs: 1_000, count: 10 };
/** Each of these wants a place on every node. */
const LARGE = { nodes: NODES, jobs: 20, count: 1_000 };
const CONFLICTS_MAX_PERCENT = 5;

/** How much workers get into each other's way, with a core for each of them: on a virtual clock. */
export const contention: Benchmark = {
  name: 'contention',
  about: `1 to 8 workers on a virtual clock, jobs of ${SMALL.count} and of ${LARGE.count} allocations on ${NODES} nodes`,
  takesS: 20,
  async *run() {
    for (const size of [SMALL, LARGE]) {
      for (const workers of WORKERS) yield measure({ ...size, workers });
    }
  },
};

function measure(each: ContentionCase): Figure {
  const { placementsPerS, conflicts } = new ContentionModel(each).run();
  const { workers, count, jobs } = each;
  return {
    name: `conflicts-${workers}-workers-jobs-of-${count}`,
    value: rounded(100 * conflicts, 1),
    unit: '% of commits',
    atMost: workers === 2 && count === SMALL.count ? CONFLICTS_MAX_PERCENT : undefined,
    detail: { 'placements per virtual s': rounded(placementsPerS, 0), jobs },
  };
}
