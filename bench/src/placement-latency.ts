import { z } from 'zod';
import { getJson, postJob } from './api.ts';
import { sleepJob } from './bench-job.ts';
import { startBenchCluster } from './cluster.ts';
import { type Benchmark, percentile, rounded } from './figure.ts';
import { simulateNodes } from './simulated-nodes.ts';

const JOBS = 200;
const WARM_UP = 20;
const NODES = 100;

const Stubs = z.array(z.object({ ID: z.string() }));

export const placementLatency: Benchmark = {
  name: 'post-to-placed',
  about: `POST of a job to its allocation visible in the API, ${JOBS} jobs one after another, ${NODES} simulated nodes`,
  takesS: 10,
  async *run() {
    const cluster = await startBenchCluster({ workers: 1 });
    const nodes = await simulateNodes(cluster, NODES);
    try {
      const samples: number[] = [];
      for (let i = 0; i < WARM_UP + JOBS; i++) {
        const ms = await postToPlaced(cluster.api, `latency-${i}`);
        if (i >= WARM_UP) samples.push(ms);
      }
      const detail = {
        p99: rounded(percentile(samples, 0.99)),
        max: rounded(Math.max(...samples)),
      };
      yield {
        name: 'post-to-placed-p50',
        value: rounded(percentile(samples, 0.5)),
        unit: 'ms',
        detail,
      };
    } finally {
      await nodes.stop();
      await cluster.stop();
    }
  },
};

/** A blocking query waits for the allocation, so that no polling interval is measured. */
async function postToPlaced(api: string, id: string): Promise<number> {
  const startedAt = performance.now();
  await postJob(api, sleepJob({ id, count: 1, type: 'service' }));
  let index = 0;
  for (;;) {
    const response = await fetch(`${api}/v1/job/${id}/allocations?index=${index}&wait=10s`);
    if (Stubs.parse(await response.json()).length > 0) return performance.now() - startedAt;
    index = Number(response.headers.get('x-nomad-index') ?? 0);
    if (performance.now() - startedAt > 30_000)
      throw new Error(
        `${id} was not placed: ${JSON.stringify(await getJson(`${api}/v1/job/${id}/evaluations`))}`,
      );
  }
}
