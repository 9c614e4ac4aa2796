import { Agent, request } from 'node:http';
import { postJob } from './api.ts';
import { sleepJob } from './bench-job.ts';
import { type BenchCluster, startBenchCluster } from './cluster.ts';
import { type Benchmark, type Figure, median, percentile, rounded, roundsOf } from './figure.ts';
import { KeptConnection } from './kept-connection.ts';
import { cpuMsOf, cpuPerUnit } from './process-usage.ts';

const WAITING = 1_000;
const ROUNDS = 5;
const SUBSCRIBERS = 1_000;
const EVENTS = 100;
const JOB = 'watched';
const TIMEOUT_MS = 60_000;

/** For all else; each request has a connection of its own, so that none is lost that the server has just given up. */
const agent = new Agent({ maxSockets: Infinity });

/** Those who wait for changes: blocking queries, and subscribers of the event stream. */
export const apiWaiting: Benchmark = {
  name: 'api-waiting',
  about: `${WAITING} blocking queries on one job; ${SUBSCRIBERS} subscribers of the event stream and ${EVENTS} changes`,
  takesS: 30,
  async *run() {
    const cluster = await startBenchCluster({ workers: 0 });
    try {
      yield await wakeAll(cluster);
      yield await fanOut(cluster.api);
    } finally {
      agent.destroy();
      await cluster.stop();
    }
  },
};

/** From the moment at which the change was sent to the last answer of those who waited for it. */
async function wakeAll(cluster: BenchCluster): Promise<Figure> {
  const { api } = cluster;
  const [last, half]: [number[], number[]] = [[], []];
  const spent = new Map<string, number>();
  await postJob(api, watchedJob({}));
  const connections = Array.from({ length: WAITING }, () => new KeptConnection(api));
  for (let round = 1; round <= ROUNDS; round++) {
    const index = await indexOf(api);
    const arrived: number[] = [];
    const queries = connections.map(async (connection) => {
      await connection.get(`/v1/job/${JOB}?index=${index}&wait=60s`);
      arrived.push(performance.now());
    });
    await untilWaiting(api);
    const before = await cpuMsOf(cluster);
    const changedAt = performance.now();
    await postJob(api, watchedJob({ Priority: 50 + round }));
    await Promise.all(queries);
    last.push(Math.max(...arrived) - changedAt);
    half.push(percentile(arrived, 0.5) - changedAt);
    for (const [name, ms] of await cpuMsOf(cluster)) {
      spent.set(name, (spent.get(name) ?? 0) + ms - (before.get(name) ?? 0));
    }
  }
  for (const connection of connections) connection.close();
  return {
    name: `blocking-queries-${WAITING}-last-woken`,
    value: rounded(median(last)),
    unit: 'ms',
    atMost: 50,
    detail: {
      p50: rounded(median(half)),
      rounds: roundsOf(last),
      'of CPU for an answer': JSON.stringify(cpuPerUnit(new Map(), spent, ROUNDS * WAITING)),
    },
  };
}

function watchedJob(change: object): object {
  return { ...sleepJob({ id: JOB, count: 1, type: 'service' }), ...change };
}

async function indexOf(api: string): Promise<number> {
  return Number((await read(`${api}/v1/job/${JOB}`)).index);
}

/** The API counts who waits. */
async function untilWaiting(api: string): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS;
  for (;;) {
    const { text } = await read(`${api}/v1/metrics?format=prometheus`);
    const [, waiting = '0'] = /^nomad_nomad_blocking_queries\S* (\d+)/m.exec(text) ?? [];
    if (Number(waiting) >= WAITING) return;
    if (performance.now() > deadline) throw new Error(`${waiting} of ${WAITING} queries wait`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** From the first of many changes to the moment at which every subscriber has heard of all of them. */
async function fanOut(api: string): Promise<Figure> {
  const index = await indexOf(api);
  const path = `/v1/event/stream?topic=Job&index=${index + 1}`;
  const subscribers = Array.from({ length: SUBSCRIBERS }, () => subscribe(api + path));
  await Promise.all(subscribers.map(({ isThere }) => isThere));
  const startedAt = performance.now();
  for (let i = 0; i < EVENTS; i++) {
    await postJob(api, watchedJob({ Meta: { i: String(i) } }));
  }
  const postedAt = performance.now();
  await Promise.all(subscribers.map(({ hasAll }) => hasAll));
  const ms = performance.now() - startedAt;
  for (const { end } of subscribers) end();
  return {
    name: 'event-stream-deliveries',
    value: rounded((SUBSCRIBERS * EVENTS * 1_000) / ms, 0),
    unit: 'events/s',
    detail: {
      subscribers: SUBSCRIBERS,
      'ms after the last change': rounded(ms - (postedAt - startedAt)),
    },
  };
}

interface Subscriber {
  readonly isThere: Promise<void>;
  readonly hasAll: Promise<void>;
  readonly end: () => void;
}

function subscribe(url: string): Subscriber {
  const there = Promise.withResolvers<void>();
  const all = Promise.withResolvers<void>();
  let heard = 0;
  const sent = request(url, { agent }, (response) => {
    response.on('data', (chunk: Buffer) => {
      there.resolve();
      for (let at = chunk.indexOf(EVENT); at >= 0; at = chunk.indexOf(EVENT, at + 1)) heard += 1;
      if (heard >= EVENTS) all.resolve();
    });
    response.on('error', () => undefined);
  });
  sent.on('error', (error) => {
    there.reject(error);
    all.reject(error);
  });
  all.promise.catch(() => undefined);
  sent.end();
  return { isThere: there.promise, hasAll: all.promise, end: () => sent.destroy() };
}

const EVENT = Buffer.from('"Topic":"Job"');

async function read(url: string): Promise<{ text: string; index: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ text: string; index: string }>();
  const sent = request(url, { agent }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', reject);
    response.on('end', () => {
      const index = String(response.headers['x-nomad-index'] ?? '');
      resolve({ text: Buffer.concat(chunks).toString(), index });
    });
  });
  sent.on('error', reject).end();
  return promise;
}
