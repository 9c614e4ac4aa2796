import { z } from 'zod';
import { getJson, postJob } from './api.ts';
import { sleepJob } from './bench-job.ts';
import { nodeIdAt } from './bench-node.ts';
import { type BenchCluster, startBenchCluster } from './cluster.ts';
import { type Benchmark, type Figure, rounded } from './figure.ts';
import { cpuMsOf, cpuPerUnit, memoryMibOf } from './process-usage.ts';
import { simulateNodes } from './simulated-nodes.ts';

const NODES = 10_000;
const JOBS = 1_000;
const COUNT = 1_000;
const ALLOCS = JOBS * COUNT;
const LOST_NODES = 100;
/** Requests in flight. */
const POSTERS = 8;
const TARGET_S = 300;
const MEMORY_MIB_MAX = 8 * 1_024;
const TIMEOUT_MS = 1_800_000;
const POLL_MS = 1_000;

/** A million placements, and then the loss of a hundred nodes. */
export const c1m: Benchmark = {
  name: 'c1m',
  about: `${JOBS} jobs x ${COUNT} allocations with a constraint on ${NODES} simulated nodes, then the loss of ${LOST_NODES} nodes`,
  takesS: 480,
  onlyByName: true,
  async *run() {
    const cluster = await startBenchCluster({ workers: 1 });
    try {
      const nodes = await simulateNodes(cluster, NODES);
      try {
        yield* place(cluster);
        nodes.lose(LOST_NODES);
        yield await heal(cluster);
      } finally {
        await nodes.stop();
      }
    } finally {
      await cluster.stop();
    }
  },
};

async function* place(cluster: BenchCluster): AsyncIterable<Figure> {
  const cpuBefore = await cpuMsOf(cluster);
  const watch = new MemoryWatch(cluster);
  const startedAt = performance.now();
  await postAll(cluster.api);
  await untilAllRun(cluster.api);
  const seconds = (performance.now() - startedAt) / 1_000;
  const memory = await watch.stop();
  yield {
    name: 'c1m-time',
    value: rounded(seconds),
    unit: 's',
    atMost: TARGET_S,
    detail: {
      'placements/s': rounded(ALLOCS / seconds, 0),
      ...cpuPerUnit(cpuBefore, await cpuMsOf(cluster), ALLOCS),
    },
  };
  yield { name: 'c1m-memory', unit: 'MiB', atMost: MEMORY_MIB_MAX, ...memory };
}

/**
 * From when the nodes fall silent until what ran on them runs elsewhere. Most of it is their time to live, which
 * grows with the number of nodes, as in Nomad: 50 heartbeats a second are asked for in all.
 */
async function heal(cluster: BenchCluster): Promise<Figure> {
  const startedAt = performance.now();
  await untilLost(cluster.api);
  const noticedS = (performance.now() - startedAt) / 1_000;
  await untilAllRun(cluster.api);
  const healedS = (performance.now() - startedAt) / 1_000;
  return {
    name: 'c1m-heal',
    value: rounded(healedS),
    unit: 's',
    detail: {
      'lost nodes': LOST_NODES,
      'all noticed after s': rounded(noticedS),
      'lost allocations': await lostAllocations(cluster.api),
    },
  };
}

async function postAll(api: string): Promise<void> {
  let next = 0;
  const post = async (): Promise<void> => {
    while (next < JOBS) {
      next += 1;
      await postJob(api, sleepJob({ id: `c1m-${next}`, count: COUNT, type: 'batch' }));
    }
  };
  await Promise.all(Array.from({ length: POSTERS }, post));
}

const Counts = z.object({ Starting: z.int(), Running: z.int(), Lost: z.int() });
const Summary = z.object({ Summary: z.object({ g: Counts }) });

async function countsOf(api: string, job: number): Promise<z.infer<typeof Counts>> {
  return Summary.parse(await getJson(`${api}/v1/job/c1m-${job}/summary`)).Summary.g;
}

/** Waits job by job: they come up in about the order in which they were posted. */
async function untilAllRun(api: string): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS;
  for (let job = 1; job <= JOBS;) {
    const { Starting, Running } = await countsOf(api, job);
    if (Starting + Running >= COUNT) job += 1;
    else await new Promise((resolve) => setTimeout(resolve, POLL_MS / 10));
    if (performance.now() > deadline) throw new Error(`c1m-${job} is not placed`);
  }
}

async function lostAllocations(api: string): Promise<number> {
  let lost = 0;
  for (let job = 1; job <= JOBS; job++) lost += (await countsOf(api, job)).Lost;
  return lost;
}

const NodeStatus = z.object({ Status: z.string() });

async function untilLost(api: string): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS;
  for (let i = 0; i < LOST_NODES;) {
    const { Status } = NodeStatus.parse(await getJson(`${api}/v1/node/${nodeIdAt(i)}`));
    if (Status === 'down') i += 1;
    else await new Promise((resolve) => setTimeout(resolve, POLL_MS / 10));
    if (performance.now() > deadline) throw new Error(`${nodeIdAt(i)} is not down`);
  }
}

/** The most memory that all processes had together, looked at once a second. */
class MemoryWatch {
  readonly #cluster: BenchCluster;
  readonly #timer: NodeJS.Timeout;
  #most = 0;
  #parts: Record<string, number> = {};

  constructor(cluster: BenchCluster) {
    this.#cluster = cluster;
    this.#timer = setInterval(() => void this.#look(), POLL_MS);
  }

  async stop(): Promise<{ value: number; detail: Record<string, number> }> {
    clearInterval(this.#timer);
    await this.#look();
    return { value: rounded(this.#most, 0), detail: this.#parts };
  }

  async #look(): Promise<void> {
    const used = await memoryMibOf(this.#cluster);
    const all = [...used.values()].reduce((sum, mib) => sum + mib, 0);
    if (all <= this.#most) return;
    this.#most = all;
    this.#parts = Object.fromEntries([...used].map(([name, mib]) => [name, rounded(mib, 0)]));
  }
}
