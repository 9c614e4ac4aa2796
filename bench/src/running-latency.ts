import { postJob } from './api.ts';
import { echoJob, sleepJob } from './bench-job.ts';
import { startBenchCluster } from './cluster.ts';
import { type Benchmark, type Figure, percentile, rounded } from './figure.ts';
import { AllocStubs, startRealAgent, stopJobs } from './real-agent.ts';

const WARM_UP = 3;
const TIMEOUT_MS = 30_000;
const SHARE_OF_PEER = 0.8;

/** Nomad's figures: 2.0.5 on a machine like this one, median of 10. */
const KINDS = [
  { name: 'post-to-running-p50', jobs: 30, peerMs: 605, jobOf: sleepJob },
  { name: 'post-to-running-docker-p50', jobs: 10, peerMs: 609, jobOf: echoJob },
] as const;

export const runningLatency: Benchmark = {
  name: 'post-to-running',
  about:
    'POST to running in the API, one job after another, one real node agent: a raw_exec sleep, a local docker image',
  takesS: 40,
  async *run() {
    const cluster = await startBenchCluster({ workers: 1 });
    const agent = await startRealAgent(cluster);
    try {
      for (const kind of KINDS) yield await measure(cluster.api, kind);
    } finally {
      await agent.stop();
      await cluster.stop();
    }
  },
};

async function measure(
  api: string,
  { name, jobs, peerMs, jobOf }: (typeof KINDS)[number],
): Promise<Figure> {
  const ids = Array.from({ length: WARM_UP + jobs }, (_, i) => `${name}-${i}`);
  const samples: number[] = [];
  try {
    for (const id of ids) {
      samples.push(await postToRunning(api, id, jobOf({ id, count: 1, type: 'service' })));
    }
  } finally {
    await stopJobs(api, ids);
  }
  const measured = samples.slice(WARM_UP);
  return {
    name,
    value: rounded(percentile(measured, 0.5)),
    unit: 'ms',
    atMost: SHARE_OF_PEER * peerMs,
    peer: peerMs,
    detail: { p99: rounded(percentile(measured, 0.99)) },
  };
}

async function postToRunning(api: string, id: string, job: object): Promise<number> {
  const startedAt = performance.now();
  await postJob(api, job);
  let index = 0;
  for (;;) {
    const response = await fetch(`${api}/v1/job/${id}/allocations?index=${index}&wait=10s`);
    const [stub] = AllocStubs.parse(await response.json());
    if (stub?.ClientStatus === 'running') return performance.now() - startedAt;
    if (stub?.ClientStatus === 'failed') throw new Error(`${id} failed`);
    index = Number(response.headers.get('x-nomad-index') ?? 0);
    if (performance.now() - startedAt > TIMEOUT_MS) throw new Error(`${id} does not run`);
  }
}
