import { z } from 'zod';
import { getJson, postJob } from './api.ts';
import { type BenchJob, sleepJob } from './bench-job.ts';
import { startBenchCluster } from './cluster.ts';
import { type Benchmark, type Figure, median, repeated, rounded, roundsOf } from './figure.ts';
import { cpuMsOf, cpuPerUnit } from './process-usage.ts';
import { simulateNodes } from './simulated-nodes.ts';

const JOBS = 20;
const ALLOCS_PER_JOB = 1_000;
/** Jobs of the same kind before: what is measured is a cluster that has worked, not processes that compile their code. */
const WARM_UP_JOBS = 10;
const TIMEOUT_MS = 120_000;
const TARGET_PER_S = 10_000;
const TARGET_STRICT_PER_S = 4_000;

interface Case {
  readonly name: string;
  readonly nodes: number;
  readonly job: Omit<BenchJob, 'id' | 'count'>;
  readonly workers?: number;
  readonly strict?: boolean | undefined;
  /** Nomad 2.0.5 on a machine like this one, placements/s. */
  readonly peer: number;
}

const BATCH = { type: 'batch' } as const;
const SERVICE = { type: 'service' } as const;

const CASES: readonly Case[] = [
  { name: 'batch-1000-nodes', nodes: 1_000, job: BATCH, peer: 539 },
  { name: 'batch-5000-nodes', nodes: 5_000, job: BATCH, peer: 627 },
  { name: 'service-1000-nodes', nodes: 1_000, job: SERVICE, peer: 310 },
  { name: 'service-5000-nodes', nodes: 5_000, job: SERVICE, peer: 595 },
  { name: 'spread-1000-nodes', nodes: 1_000, job: { ...SERVICE, spread: true }, peer: 64 },
  { name: 'batch-1000-nodes-2-workers', nodes: 1_000, job: BATCH, workers: 2, peer: 539 },
  { name: 'batch-1000-nodes-strict', nodes: 1_000, job: BATCH, strict: true, peer: 539 },
];

const Summary = z.object({
  Summary: z.object({ g: z.object({ Starting: z.int(), Running: z.int() }) }),
});

export const placementThroughput: Benchmark = {
  name: 'placements',
  about: `${JOBS} jobs x ${ALLOCS_PER_JOB} allocations, first POST to last placement visible in the API`,
  takesS: 360,
  async *run({ isWanted }) {
    for (const each of CASES) if (isWanted(nameOf(each))) yield await measure(each);
  },
};

function nameOf({ name }: Case): string {
  return `placements-${name}`;
}

async function measure(each: Case): Promise<Figure> {
  const { strict, peer } = each;
  const firstRates: number[] = [];
  let cpu: Record<string, number> = {};
  const rates = await repeated(async () => {
    const run = await placementsPerSecond(each);
    firstRates.push(run.firstRate);
    cpu = run.cpu;
    return run.rate;
  });
  return {
    name: nameOf(each),
    value: rounded(median(rates), 0),
    unit: 'placements/s',
    target: strict ? TARGET_STRICT_PER_S : TARGET_PER_S,
    peer,
    detail: {
      rounds: roundsOf(rates),
      [`the first ${WARM_UP_JOBS} jobs of a new cluster`]: rounded(median(firstRates), 0),
      ...cpu,
    },
  };
}

interface Run {
  /** Placements/s. */
  readonly rate: number;
  /** The same while the cluster warmed up. */
  readonly firstRate: number;
  /** µs of CPU for each placement, by process. */
  readonly cpu: Record<string, number>;
}

async function placementsPerSecond({ nodes, job, workers = 1, strict }: Case): Promise<Run> {
  const cluster = await startBenchCluster({ workers, strict });
  try {
    const simulated = await simulateNodes(cluster, nodes);
    try {
      const firstRate = await rateOf(cluster.api, { job, prefix: 'warm-up', jobs: WARM_UP_JOBS });
      const cpuBefore = await cpuMsOf(cluster);
      const rate = await rateOf(cluster.api, { job, prefix: 'bench', jobs: JOBS });
      const cpu = cpuPerUnit(cpuBefore, await cpuMsOf(cluster), JOBS * ALLOCS_PER_JOB);
      return { rate, firstRate, cpu };
    } finally {
      await simulated.stop();
    }
  } finally {
    await cluster.stop();
  }
}

/** Posts jobs all at once, and waits until the last allocation can be seen. @returns placements/s. */
async function rateOf(
  api: string,
  { job, prefix, jobs }: { job: Case['job']; prefix: string; jobs: number },
): Promise<number> {
  const ids = Array.from({ length: jobs }, (_, i) => `${prefix}-${i}`);
  const startedAt = performance.now();
  await Promise.all(ids.map((id) => postJob(api, sleepJob({ ...job, id, count: ALLOCS_PER_JOB }))));
  for (const id of ids) await untilPlaced(api, id, startedAt + TIMEOUT_MS);
  return (jobs * ALLOCS_PER_JOB * 1_000) / (performance.now() - startedAt);
}

async function untilPlaced(api: string, id: string, deadline: number): Promise<void> {
  for (;;) {
    const { Starting, Running } = Summary.parse(await getJson(`${api}/v1/job/${id}/summary`))
      .Summary.g;
    if (Starting + Running >= ALLOCS_PER_JOB) return;
    if (performance.now() > deadline)
      throw new Error(`${id} has ${Starting + Running} of ${ALLOCS_PER_JOB} placed`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
