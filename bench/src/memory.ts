import {
  type AllocationRow,
  applyRecorded,
  decodeCommit,
  emptyState,
  encodeCommit,
  type State,
  subjects,
} from '@steppe/domain';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { domainJob } from './bench-job.ts';
import { type Benchmark, type Figure, rounded } from './figure.ts';
import { ModelCluster } from './model-cluster.ts';

const NODES = 1_000;
const JOBS = 100;
const COUNT = 1_000;
const WORKER_BYTES_MAX = 600;
const API_BYTES_MAX = 1_536;

/** What the view of an allocation takes: entries are decoded one by one, as they come from the log. */
export const memory: Benchmark = {
  name: 'memory',
  about: `heap per allocation of a view of ${JOBS} jobs x ${COUNT} allocations on ${NODES} nodes`,
  takesS: 15,
  async *run() {
    const before = heapUsed();
    const state = emptyState();
    fillState(state);
    const { size } = state.allocs;
    yield figure('memory-placed', (heapUsed() - before) / size, WORKER_BYTES_MAX);
    for (const row of state.allocs.values()) reportRunning(state, row);
    yield figure('memory-running', (heapUsed() - before) / size, API_BYTES_MAX);
    // The state must outlive the last look at the heap.
    if (state.allocs.size !== JOBS * COUNT) throw new Error('allocations are missing');
  },
};

function figure(name: string, bytes: number, atMost: number): Figure {
  return { name, value: rounded(bytes, 0), unit: 'bytes/allocation', atMost };
}

/** Folds the log of a filled cluster; the cluster itself is forgotten. */
function fillState(state: State): void {
  const cluster = new ModelCluster({ nodes: NODES, keepEntries: true });
  for (let i = 0; i < JOBS; i++) {
    const job = domainJob({ id: `job-${i}`, count: COUNT, type: 'batch' });
    cluster.apply(cluster.plan(cluster.register(job)));
  }
  for (const { seq, subject, commit } of cluster.entries) {
    applyRecorded(state, decodeCommit({ seq, subject, text: encodeCommit(commit) }));
  }
}

/** As an agent reports it: three events of its task. */
function reportRunning(state: State, { id: allocId, nodeId }: AllocationRow): void {
  const seq = state.seq + 1;
  const atMs = 1_790_000_000_000 + seq;
  const newEvents = [
    { type: 'Received', atMs, displayMessage: 'Task received by client' },
    { type: 'Task Setup', atMs, displayMessage: 'Building Task Directory' },
    { type: 'Started', atMs, displayMessage: 'Task started by client' },
  ];
  const t = { state: 'running', failed: false, restarts: 0, startedAtMs: atMs, newEvents } as const;
  const reported = {
    allocId,
    clientStatus: 'running',
    clientDescription: '',
    tasks: { t },
  } as const;
  const text = encodeCommit({
    v: 1,
    atMs,
    actor: `node-agent/${nodeId}`,
    events: [{ type: 'AllocationStatusReported', v: 1, ...reported }],
  });
  applyRecorded(state, decodeCommit({ seq, subject: subjects.client(nodeId), text }));
}

/** Bytes on the heap that are in use, once nothing else is. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
