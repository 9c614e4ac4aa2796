import { cpuMs } from './cpu-clock.ts';
import { type BenchJob, domainJob } from './bench-job.ts';
import { type Benchmark, median, repeated, rounded, roundsOf } from './figure.ts';
import { ModelCluster } from './model-cluster.ts';

const COUNT = 1_000;
const JOBS = 10;
const WARM_UP = 10;
const NODES = [100, 1_000, 5_000, 10_000, 50_000];
const TARGET_NODES = 5_000;
const TARGET_PER_S = 100_000;

/** The scheduler alone: no log, no publishing; what was planned is folded between two plans, untimed. */
export const scheduling: Benchmark = {
  name: 'scheduling',
  about: `pure scheduling of groups of ${COUNT}, on ${NODES.join(', ')} nodes`,
  takesS: 20,
  async *run({ isWanted }) {
    for (const nodes of NODES) {
      for (const spread of nodes === TARGET_NODES ? [false, true] : [false]) {
        const name = `scheduling-${nodes}-nodes${spread ? '-spread' : ''}`;
        if (!isWanted(name)) continue;
        const rates = await repeated(() => placementsPerSecond(nodes, spread));
        const rate = median(rates);
        yield {
          name,
          value: rounded(rate, 0),
          unit: 'placements/s',
          target: nodes === TARGET_NODES ? TARGET_PER_S : undefined,
          detail: { 'µs a placement': rounded(1e6 / rate, 2), rounds: roundsOf(rates) },
        };
      }
    }
  },
};

function placementsPerSecond(nodes: number, spread: boolean): number {
  const cluster = new ModelCluster({ nodes });
  const job: Omit<BenchJob, 'id'> = { count: COUNT, type: 'batch', spread };
  let ms = 0;
  for (let i = 0; i < WARM_UP + JOBS; i++) {
    const evalId = cluster.register(domainJob({ id: `job-${i}`, ...job }));
    const startedAt = cpuMs();
    const plan = cluster.plan(evalId);
    if (i >= WARM_UP) ms += cpuMs() - startedAt;
    cluster.apply(plan);
  }
  return (JOBS * COUNT * 1_000) / ms;
}
