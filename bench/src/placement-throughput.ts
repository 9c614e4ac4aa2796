import { z } from 'zod';
import { getJson, postJob, sleepJob } from './api.ts';
import { type BenchClusterOptions, startBenchCluster } from './cluster.ts';
import { type Benchmark, type Figure, percentile, rounded } from './figure.ts';
import { simulateNodes } from './simulated-nodes.ts';

const JOBS = 20;
const ALLOCS_PER_JOB = 1_000;
const NODES = 1_000;
const ROUNDS = 3;
const TIMEOUT_MS = 120_000;
/** Nomad 2.0.5 on a machine like this one: batch 539, service 310. */
const PEER = { batch: 539, service: 310 } as const;

const Summary = z.object({
  Summary: z.object({ g: z.object({ Starting: z.int(), Running: z.int() }) }),
});

export const placementThroughput: Benchmark = {
  name: 'placements',
  about: `${JOBS} jobs x ${ALLOCS_PER_JOB} allocations on ${NODES} simulated nodes, first POST to last placement visible in the API`,
  async run() {
    const figures: Figure[] = [];
    for (const type of ['batch', 'service'] as const) {
      for (const workers of [1, 2]) figures.push(await measure(type, { workers }));
    }
    figures.push(await measure('batch', { workers: 1, strict: true }));
    return figures;
  },
};

async function measure(type: 'batch' | 'service', cluster: BenchClusterOptions): Promise<Figure> {
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rates.push(await placementsPerSecond(type, cluster));
  }
  const median = percentile(rates, 0.5);
  const { workers, strict } = cluster;
  return {
    name: `placements-${type}-${workers}-worker${workers > 1 ? 's' : ''}${strict ? '-strict' : ''}`,
    value: rounded(median, 0),
    unit: 'placements/s',
    detail: {
      rounds: rates.map((rate) => rate.toFixed(0)).join('/'),
      peer: PEER[type],
      'times the peer': rounded(median / PEER[type]),
    },
  };
}

async function placementsPerSecond(
  type: 'batch' | 'service',
  options: BenchClusterOptions,
): Promise<number> {
  const cluster = await startBenchCluster(options);
  const nodes = await simulateNodes(cluster.natsUrl, NODES);
  try {
    const ids = Array.from({ length: JOBS }, (_, i) => `bench-${i}`);
    const startedAt = performance.now();
    await Promise.all(
      ids.map((id) => postJob(cluster.api, sleepJob({ id, count: ALLOCS_PER_JOB, type }))),
    );
    for (const id of ids) await untilPlaced(cluster.api, id, startedAt + TIMEOUT_MS);
    return (JOBS * ALLOCS_PER_JOB * 1_000) / (performance.now() - startedAt);
  } finally {
    await nodes.stop();
    await cluster.stop();
  }
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
