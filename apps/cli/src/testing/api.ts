import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DomainEvent,
  type EvaluationCompleted,
  jobKey,
  type Recorded,
  subjects,
} from '@steppe/domain';
import { bareNode, NO_RESOURCES } from '@steppe/domain/testing';
import { openMemoryStore, Projection } from '@steppe/event-log';
import { type AclSettings, startJobApi } from '@steppe/job-api';
import { createLogger } from '@steppe/nest-kit';
import { HELLO } from './hello.ts';
import { NOW_MS, type Ran, steppe } from './run.ts';

export const NODE_ID = 'b9a46ae1-0000-4000-8000-000000000001';
export const ALLOC_ID = '8bb1da93-0000-4000-8000-000000000001';
export const DEPLOYMENT_ID = '15059c28-0000-4000-8000-000000000001';

/** The API over a store in memory, with what other services and agents would write appended by hand. */
export interface TestCluster {
  readonly store: ReturnType<typeof openMemoryStore>;
  readonly projection: Projection;
  append(subject: string, ...events: DomainEvent[]): Promise<void>;
  /** Runs one call of the CLI against it. */
  run(argv: readonly string[], options?: { stdin?: string; signal?: AbortSignal }): Promise<Ran>;
  close(): Promise<void>;
}

export async function openTestCluster({ acl }: { acl?: AclSettings } = {}): Promise<TestCluster> {
  const store = openMemoryStore();
  const projection = await Projection.start(store.log);
  let ids = 0;
  const api = await startJobApi({
    store,
    projection,
    clock: () => NOW_MS,
    newId: () => `63f5f73d-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
    logger: createLogger({ name: 'test', level: 'off' }),
    agent: { name: 'server1', region: 'global', datacenter: 'dc1', version: '2.0.5' },
    http: { host: '127.0.0.1', port: 0 },
    acl,
  });
  return {
    store,
    projection,
    append: async (subject, ...events) => {
      const commit = { v: 1, atMs: NOW_MS, actor: 'test', events } as const;
      const seq = await store.log.append({ subject, commit });
      await projection.waitFor(seq, { timeoutMs: 1_000 });
    },
    run: (argv, options) => steppe(argv, { ...options, env: { STEPPE_ADDR: api.url } }),
    close: async () => {
      await api.close();
      await projection.stop();
      await store.close();
    },
  };
}

/** As `openTestCluster`, with a directory for files. */
export async function openClusterWithFiles(): Promise<TestCluster & { readonly dir: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'steppe-cli-'));
  const cluster = await openTestCluster();
  return {
    ...cluster,
    dir,
    close: async () => {
      await cluster.close();
      await rm(dir, { recursive: true });
    },
  };
}

/** As `openTestCluster`, with a node. */
export async function openClusterWithNode(): Promise<TestCluster> {
  const cluster = await openTestCluster();
  await cluster.append(subjects.client(NODE_ID), nodeRegistered());
  return cluster;
}

/** As `openTestCluster`, with a node on which the hello job's one allocation is placed. */
export async function openClusterWithAllocation(): Promise<TestCluster> {
  const cluster = await openClusterWithNode();
  await cluster.run(['run', '-detach', '-'], { stdin: HELLO });
  await cluster.append(subjects.node(NODE_ID), placed(cluster, ALLOC_ID));
  return cluster;
}

/** As `openTestCluster`, with the hello job, whose evaluations are completed as they come. */
export async function openClusterWithJob(): Promise<TestCluster> {
  const cluster = await openTestCluster();
  answerEvaluations(cluster, (evalId) => [completed(evalId)]);
  await cluster.run(['job', 'run', '-detach', '-'], { stdin: HELLO });
  return cluster;
}

/** Appends an evaluation's outcome as soon as a job is registered or stopped, as a scheduler would. */
export function answerEvaluations(
  { projection, store }: TestCluster,
  outcomeOf: (evalId: string) => readonly DomainEvent[],
): void {
  projection.onApplied(({ commit }: Recorded) => {
    for (const event of commit.events) {
      if (event.type !== 'JobRegistered' && event.type !== 'JobDeregistered') continue;
      const { evalId } = event;
      if (evalId === undefined) continue;
      const subject = subjects.evaluation('default', 'hello');
      const events = [...outcomeOf(evalId)];
      void store.log.append({ subject, commit: { v: 1, atMs: NOW_MS, actor: 'test', events } });
    }
  });
}

export function completed(evalId: string, changes: Partial<EvaluationCompleted> = {}): DomainEvent {
  return {
    type: 'EvaluationCompleted',
    v: 1,
    evalId,
    queuedAllocations: { example: 0 },
    failedGroups: {},
    logicVersion: 1,
    desiredUpdates: {},
    ...changes,
  };
}

/** A node registers. */
export function nodeRegistered(): DomainEvent {
  return {
    type: 'NodeRegistered',
    v: 1,
    node: bareNode(NODE_ID, {
      name: 'client1',
      httpAddr: '127.0.0.1:5656',
      attributes: { 'kernel.name': 'linux' },
      resources: {
        ...NO_RESOURCES,
        cpuMhz: 4_498,
        cpuCores: 2,
        memoryMb: 24_105,
        diskMb: 258_019,
      },
    }),
  };
}

/** The scheduler places the job's one allocation. */
export function placed({ projection }: TestCluster, evalId: string): DomainEvent {
  const version = projection.state.jobs.get(jobKey('default', 'hello'))?.current;
  if (!version) throw new Error('no job hello');
  return {
    type: 'AllocationPlaced',
    v: 1,
    placement: {
      allocId: ALLOC_ID,
      evalId,
      namespace: 'default',
      jobId: 'hello',
      jobSeq: version.seq,
      group: 'example',
      index: 0,
      ports: [],
    },
  };
}

/** The agent says that the allocation's task runs. */
export function running(allocId: string): DomainEvent {
  return {
    type: 'AllocationStatusReported',
    v: 1,
    allocId,
    clientStatus: 'running',
    clientDescription: 'Tasks are running',
    tasks: { server: { state: 'running', failed: false, restarts: 0, newEvents: [] } },
  };
}
