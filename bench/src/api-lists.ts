import { request } from 'node:http';
import { startApiCluster } from './api-cluster.ts';
import type { BenchCluster } from './cluster.ts';
import { type Benchmark, type Figure, median, repeated, rounded, roundsOf } from './figure.ts';
import { memoryMibOf } from './process-usage.ts';

const JOBS = 10_000;
const ALLOCATIONS = 100_000;
const PAGE = 1_000;
/** Lists that are large, whole and in pages, as the API of a real process answers them. */
export const apiLists: Benchmark = {
  name: 'api-lists',
  about: `GET /v1/jobs of ${JOBS} and /v1/allocations of ${ALLOCATIONS}, whole and in pages of ${PAGE}`,
  takesS: 60,
  async *run() {
    const cluster = await startApiCluster({ jobs: JOBS, allocations: ALLOCATIONS });
    try {
      yield* whole(cluster, { path: '/v1/jobs', items: JOBS });
      yield* paged(cluster, { path: '/v1/jobs', items: JOBS });
      yield* paged(cluster, { path: '/v1/allocations', items: ALLOCATIONS });
      yield* whole(cluster, { path: '/v1/allocations', items: ALLOCATIONS });
      yield* besides(cluster);
    } finally {
      await cluster.stop();
    }
  },
};

interface List {
  readonly path: string;
  readonly items: number;
}

async function* whole(cluster: BenchCluster, { path, items }: List): AsyncGenerator<Figure> {
  let bytes = 0;
  const samples = await repeated(async () => {
    const startedAt = performance.now();
    ({ bytes } = await drain(cluster.api + path));
    return performance.now() - startedAt;
  });
  const ms = median(samples);
  yield {
    name: `list${path.replaceAll('/', '-')}-${items}`,
    value: rounded(ms),
    unit: 'ms',
    detail: { 'µs an item': rounded((ms * 1_000) / items), bytes, rounds: roundsOf(samples) },
  };
}

/** Walks through all pages; what the process needs for that must not depend on how many there are. */
async function* paged(cluster: BenchCluster, { path, items }: List): AsyncGenerator<Figure> {
  const before = await apiMib(cluster);
  const startedAt = performance.now();
  let [token, pages, most] = ['', 0, before];
  do {
    const next = token === '' ? '' : `&next_token=${encodeURIComponent(token)}`;
    ({ token } = await drain(`${cluster.api}${path}?per_page=${PAGE}${next}`));
    pages += 1;
    most = Math.max(most, await apiMib(cluster));
  } while (token !== '');
  const ms = performance.now() - startedAt;
  yield {
    name: `pages${path.replaceAll('/', '-')}-${items}`,
    value: rounded(ms / pages),
    unit: 'ms a page',
    detail: { pages, 'MiB more at most': rounded(most - before), 'ms in all': rounded(ms, 0) },
  };
}

/** How long another request takes while the largest list is written. */
async function* besides(cluster: BenchCluster): AsyncGenerator<Figure> {
  const list = drain(`${cluster.api}/v1/allocations`).then(() => 'done' as const);
  const samples: number[] = [];
  for (let winner = 'other'; winner !== 'done';) {
    const startedAt = performance.now();
    await drain(`${cluster.api}/v1/status/leader`);
    samples.push(performance.now() - startedAt);
    winner = await Promise.race([list, Promise.resolve('other')]);
  }
  yield {
    name: 'small-request-beside-large-list-max',
    value: rounded(Math.max(...samples)),
    unit: 'ms',
    detail: { p50: rounded(median(samples)), requests: samples.length },
  };
}

async function apiMib(cluster: BenchCluster): Promise<number> {
  return (await memoryMibOf(cluster)).get('job-api') ?? 0;
}

/** Reads an answer to its end, and keeps nothing of it. */
async function drain(url: string): Promise<{ bytes: number; token: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ bytes: number; token: string }>();
  const sent = request(url, (response) => {
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    response.on('error', reject);
    response.on('end', () => {
      const { statusCode, headers } = response;
      if (statusCode !== 200) reject(new Error(`${url} answered ${statusCode}`));
      resolve({ bytes, token: String(headers['x-nomad-nexttoken'] ?? '') });
    });
  });
  sent.on('error', reject).end();
  return promise;
}
