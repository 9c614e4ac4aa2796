import { cpuMs } from './cpu-clock.ts';
import {
  applyRecorded,
  decodeCommit,
  emptyState,
  encodeCommit,
  type Recorded,
} from '@steppe/domain';
import { domainJob } from './bench-job.ts';
import { type Benchmark, median, repeated, rounded, roundsOf } from './figure.ts';
import { ModelCluster } from './model-cluster.ts';

const NODES = 1_000;
const JOBS = 100;
const COUNT = 1_000;

/** The fold of a log of placements, with and without the decoding of its entries. */
export const replay: Benchmark = {
  name: 'replay',
  about: `the reducer over the log of ${JOBS} jobs x ${COUNT} placements on ${NODES} nodes`,
  takesS: 15,
  async *run() {
    const { entries } = recordedPlacements();
    const texts = entries.map(({ seq, subject, commit }) => ({
      seq,
      subject,
      text: encodeCommit(commit),
    }));
    const events = entries.reduce((sum, { commit }) => sum + commit.events.length, 0);
    const perSecond = (ms: number): number => (events * 1_000) / ms;
    const folded = await repeated(() => timed(() => foldAll(entries)));
    yield {
      name: 'replay-fold',
      value: rounded(perSecond(median(folded)), 0),
      unit: 'events/s',
      target: 300_000,
      detail: { events, entries: entries.length, rounds: roundsOf(folded.map(perSecond)) },
    };
    const parsed = await repeated(() => timed(() => texts.forEach(({ text }) => JSON.parse(text))));
    const decoded = await repeated(() => timed(() => foldAll(texts.map(decodeCommit))));
    yield {
      name: 'replay-decode-and-fold',
      value: rounded(perSecond(median(decoded)), 0),
      unit: 'events/s',
      target: 300_000,
      detail: {
        'share of decoding': rounded(1 - median(folded) / median(decoded), 2),
        'of which JSON.parse': rounded(median(parsed) / median(decoded), 2),
        rounds: roundsOf(decoded.map(perSecond)),
      },
    };
  },
};

function recordedPlacements(): ModelCluster {
  const cluster = new ModelCluster({ nodes: NODES, keepEntries: true });
  for (let i = 0; i < JOBS; i++) {
    const job = domainJob({ id: `job-${i}`, count: COUNT, type: 'batch' });
    cluster.apply(cluster.plan(cluster.register(job)));
  }
  return cluster;
}

function foldAll(entries: readonly Recorded[]): void {
  const state = emptyState();
  for (const entry of entries) applyRecorded(state, entry);
}

function timed(work: () => void): number {
  const startedAt = cpuMs();
  work();
  return cpuMs() - startedAt;
}
