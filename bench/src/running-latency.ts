import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { getJson, postJob } from './api.ts';
import { sleepJob } from './bench-job.ts';
import { startBenchCluster } from './cluster.ts';
import { type Benchmark, percentile, rounded } from './figure.ts';

const JOBS = 30;
const WARM_UP = 3;
const TIMEOUT_MS = 30_000;
/** Nomad 2.0.5 on a machine like this one, median of 10. */
const PEER_MS = 605;

const Stubs = z.array(z.object({ ID: z.string(), ClientStatus: z.string() }));

export const runningLatency: Benchmark = {
  name: 'post-to-running',
  about: `POST of a raw_exec sleep to running in the API, ${JOBS} jobs one after another, one real node agent`,
  takesS: 15,
  async *run() {
    const cluster = await startBenchCluster({ workers: 1 });
    const dataDir = await mkdtemp(join(tmpdir(), 'steppe-bench-'));
    const agent = startAgent(cluster.natsUrl, dataDir);
    try {
      await untilReady(cluster.api);
      const samples: number[] = [];
      for (let i = 0; i < WARM_UP + JOBS; i++) {
        const ms = await postToRunning(cluster.api, `running-${i}`);
        if (i >= WARM_UP) samples.push(ms);
      }
      const median = percentile(samples, 0.5);
      const detail = {
        p99: rounded(percentile(samples, 0.99)),
      };
      yield {
        name: 'post-to-running-p50',
        value: rounded(median),
        unit: 'ms',
        peer: PEER_MS,
        detail,
      };
    } finally {
      await stopJobs(cluster.api);
      agent.kill('SIGTERM');
      await once(agent, 'exit');
      await cluster.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  },
};

function startAgent(natsUrl: string, dataDir: string): ChildProcess {
  const main = fileURLToPath(new URL('../../apps/node-agent/dist/main.js', import.meta.url));
  const env = {
    ...process.env,
    NATS_URL: natsUrl,
    DATA_DIR: dataDir,
    NODE_NAME: 'bench',
    LOG_LEVEL: 'warn',
    RAW_EXEC: 'true',
  };
  return spawn(process.execPath, [main], { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

async function untilReady(api: string): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS;
  for (;;) {
    const nodes = z.array(z.object({ Status: z.string() })).parse(await getJson(`${api}/v1/nodes`));
    if (nodes.some(({ Status }) => Status === 'ready')) return;
    if (performance.now() > deadline) throw new Error('the node agent did not register');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function postToRunning(api: string, id: string): Promise<number> {
  const startedAt = performance.now();
  await postJob(api, sleepJob({ id, count: 1, type: 'service' }));
  let index = 0;
  for (;;) {
    const response = await fetch(`${api}/v1/job/${id}/allocations?index=${index}&wait=10s`);
    const [stub] = Stubs.parse(await response.json());
    if (stub?.ClientStatus === 'running') return performance.now() - startedAt;
    if (stub?.ClientStatus === 'failed') throw new Error(`${id} failed`);
    index = Number(response.headers.get('x-nomad-index') ?? 0);
    if (performance.now() - startedAt > TIMEOUT_MS) throw new Error(`${id} does not run`);
  }
}

async function stopJobs(api: string): Promise<void> {
  for (let i = 0; i < WARM_UP + JOBS; i++) {
    await fetch(`${api}/v1/job/running-${i}?purge=true`, { method: 'DELETE' });
  }
  const deadline = performance.now() + TIMEOUT_MS;
  for (;;) {
    const stubs = Stubs.parse(await getJson(`${api}/v1/allocations`));
    if (!stubs.some(({ ClientStatus }) => ClientStatus === 'running' || ClientStatus === 'pending'))
      return;
    if (performance.now() > deadline) throw new Error('jobs do not stop');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
