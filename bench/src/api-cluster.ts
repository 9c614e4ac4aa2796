import { openJetStreamStore } from '@steppe/event-log';
import { type DomainEvent, type Job, jobKey, subjects } from '@steppe/domain';
import { domainJob } from './bench-job.ts';
import { type BenchCluster, startBenchCluster } from './cluster.ts';
import { getJson } from './api.ts';

/** How much a cluster holds whose API is measured. */
export interface Holding {
  readonly jobs: number;
  /** Of each of the first jobs, so many together. */
  readonly allocations: number;
}

const ALLOCS_PER_JOB = 1_000;
/** So many writes wait for their acknowledgement at once. */
const IN_FLIGHT = 100;
const EVENTS_PER_ENTRY = 200;
const NODE_ID = '00000000-0000-4000-8000-000000000001';

/** Real services over a log that holds jobs and allocations already: nobody has to place them. */
export async function startApiCluster({ jobs, allocations }: Holding): Promise<BenchCluster> {
  const cluster = await startBenchCluster({ workers: 0 });
  try {
    await fill(cluster, { jobs, allocations });
    return cluster;
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

async function fill({ natsUrl, api }: BenchCluster, { jobs, allocations }: Holding): Promise<void> {
  const store = await openJetStreamStore({ servers: [natsUrl], name: 'bench' });
  try {
    const seqs = new Map<string, number>();
    const append = async (subject: string, events: DomainEvent[]): Promise<number> => {
      const commit = { v: 1 as const, atMs: Date.now(), actor: 'bench', events };
      return store.log.append({ subject, commit });
    };
    const all = Array.from({ length: jobs }, (_, index) => benchJob(index));
    await inTurns(all, async (job) => {
      const registered = { type: 'JobRegistered', v: 1, job, version: 0 } as const;
      const seq = await append(subjects.job(job.namespace, job.id), [registered]);
      seqs.set(jobKey(job.namespace, job.id), seq);
    });
    const holders = all.slice(0, Math.ceil(allocations / ALLOCS_PER_JOB));
    const entries = holders.flatMap((job, at) => {
      const jobSeq = seqs.get(jobKey(job.namespace, job.id)) ?? 0;
      const first = at * ALLOCS_PER_JOB;
      const count = Math.min(ALLOCS_PER_JOB, allocations - first);
      return chunked(
        Array.from({ length: count }, (_, i) => placed(job, { jobSeq, at: first + i })),
      );
    });
    await inTurns(entries, async (events) => {
      await append(subjects.node(NODE_ID), events);
    });
    await untilSeen(api, await store.log.lastSeq());
  } finally {
    await store.close();
  }
}

export function benchJob(index: number): Job {
  return domainJob({ id: `job-${String(index).padStart(5, '0')}`, count: 1, type: 'service' });
}

function placed(
  { namespace, id: jobId }: Job,
  { jobSeq, at }: { jobSeq: number; at: number },
): DomainEvent {
  const number = String(at).padStart(12, '0');
  return {
    type: 'AllocationPlaced',
    v: 1,
    placement: {
      allocId: `a0000000-0000-4000-8000-${number}`,
      evalId: '00000000-0000-4000-8000-0000000000e1',
      namespace,
      jobId,
      jobSeq,
      group: 'g',
      index: at % ALLOCS_PER_JOB,
      ports: [],
    },
  };
}

function chunked<T>(items: readonly T[]): T[][] {
  const chunks: T[][] = [];
  for (let at = 0; at < items.length; at += EVENTS_PER_ENTRY) {
    chunks.push(items.slice(at, at + EVENTS_PER_ENTRY));
  }
  return chunks;
}

/** Works on so many items at once, and on all of them in the end. */
export async function inTurns<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}

async function untilSeen(api: string, seq: number): Promise<void> {
  const deadline = performance.now() + 120_000;
  for (;;) {
    const self: unknown = await getJson(`${api}/v1/operator/autopilot/health`);
    const [, applied = '0'] = /"LastIndex":(\d+)/.exec(JSON.stringify(self)) ?? [];
    if (Number(applied) >= seq) return;
    if (performance.now() > deadline) throw new Error(`the API has not seen entry ${seq} in time`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
