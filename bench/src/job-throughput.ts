import { z } from 'zod';
import { getJson, postJob } from './api.ts';
import { sleepJob } from './bench-job.ts';
import { startBenchCluster } from './cluster.ts';
import { type Benchmark, median, repeated, rounded, roundsOf } from './figure.ts';
import { cpuMsOf, cpuPerUnit } from './process-usage.ts';
import { simulateNodes } from './simulated-nodes.ts';

/** So many are measured, after as many: a new cluster compiles its code meanwhile. */
const JOBS = 2_000;
const NODES = 1_000;
const TIMEOUT_MS = 60_000;
/** Requests in flight: a client that does not wait for one job before it posts the next. */
const POSTERS = 32;
/** Nomad 2.0.5 on a machine like this one. */
const PEER_PER_S = 169;

/** Small jobs: what each costs on its way through the API, the broker, the queue, a worker and the log. */
export const jobThroughput: Benchmark = {
  name: 'jobs',
  about: `${JOBS} service jobs x 1 allocation on ${NODES} simulated nodes, first POST to last placement visible in the API`,
  takesS: 90,
  async *run() {
    let cpu: Record<string, number> = {};
    const firstRates: number[] = [];
    const rates = await repeated(async () => {
      const run = await jobsPerSecond();
      cpu = run.cpu;
      firstRates.push(run.firstRate);
      return run.rate;
    });
    yield {
      name: 'jobs-2000-x-1',
      value: rounded(median(rates), 0),
      unit: 'jobs/s',
      target: 2_000,
      peer: PEER_PER_S,
      detail: {
        rounds: roundsOf(rates),
        'of a new cluster': rounded(median(firstRates), 0),
        ...cpu,
      },
    };
  },
};

interface Run {
  readonly rate: number;
  /** Of the first jobs of the cluster. */
  readonly firstRate: number;
  readonly cpu: Record<string, number>;
}

async function jobsPerSecond(): Promise<Run> {
  const cluster = await startBenchCluster({ workers: 1 });
  try {
    const nodes = await simulateNodes(cluster, NODES);
    try {
      const firstRate = await placeAll(cluster.api, 'warm-up');
      const cpuBefore = await cpuMsOf(cluster);
      const rate = await placeAll(cluster.api, 'bench');
      return { rate, firstRate, cpu: cpuPerUnit(cpuBefore, await cpuMsOf(cluster), JOBS) };
    } finally {
      await nodes.stop();
    }
  } finally {
    await cluster.stop();
  }
}

/** @returns jobs per second, from the first that is posted to the last that is placed. */
async function placeAll(api: string, prefix: string): Promise<number> {
  const startedAt = performance.now();
  await postAll(api, prefix, JOBS);
  await untilPlaced(api, prefix, JOBS);
  return (JOBS * 1_000) / (performance.now() - startedAt);
}

async function postAll(api: string, prefix: string, count: number): Promise<void> {
  let next = 0;
  const post = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await postJob(api, sleepJob({ id: `${prefix}-${next}`, count: 1, type: 'service' }));
    }
  };
  await Promise.all(Array.from({ length: POSTERS }, post));
}

const Stubs = z.array(z.object({ ID: z.string() }));

/** Waits for the last job, and then makes sure of all: asking for each again and again would be most of the work. */
async function untilPlaced(api: string, prefix: string, count: number): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS;
  for (;;) {
    const last = Stubs.parse(await getJson(`${api}/v1/job/${prefix}-${count}/allocations`));
    if (last.length > 0) {
      const all = Stubs.parse(await getJson(`${api}/v1/allocations?filter=${ofJobs(prefix)}`));
      if (all.length === count) return;
    }
    if (performance.now() > deadline) throw new Error(`${prefix}-${count} is not placed`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function ofJobs(prefix: string): string {
  return encodeURIComponent(`JobID matches "^${prefix}-"`);
}
