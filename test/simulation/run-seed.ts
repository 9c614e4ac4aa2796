import { createHash } from 'node:crypto';
import { encodeCommit, type Recorded } from '@steppe/domain';
import type { Interference, Violation } from '@steppe/simulator';
import { Cluster } from './cluster/cluster.ts';
import { clusterAtRest } from './rest/cluster-at-rest.ts';
import { perform, type Step, stepsOf } from './workload/steps.ts';

export const STEPS = 60;
/** How long the cluster may take to come to rest, in virtual time. */
const REST_MAX_MS = 600_000;
const REST_CHECK_MS = 5_000;
/** At rest the log has not grown for so long. */
const QUIET_MS = 15_000;
const START_MS = 3_000;

export interface Run {
  readonly seed: number;
  readonly entries: readonly Recorded[];
  readonly violation: Violation | undefined;
  readonly virtualMs: number;
}

export interface RunOptions {
  readonly seed: number;
  /** @default those that follow from the seed */
  readonly steps?: readonly Step[] | undefined;
  /** A planted bug. */
  readonly interference?: Interference | undefined;
}

/** Runs a cluster through all that its seed brings, and then lets it come to rest. */
export async function runSeed({
  seed,
  steps = stepsOf(seed, STEPS),
  interference,
}: RunOptions): Promise<Run> {
  const cluster = new Cluster({ seed, interference });
  await cluster.start();
  await cluster.clock.advance(START_MS);
  for (const step of steps) {
    await cluster.clock.advance(step.afterMs);
    if (cluster.violation) break;
    perform(cluster, step);
  }
  const violation = cluster.violation ?? (await comeToRest(cluster));
  const { entries } = cluster.monitor;
  await cluster.dispose();
  const virtualMs = cluster.clock.nowMs() - cluster.clock.startMs;
  return { seed, entries, violation, virtualMs };
}

/** @returns what does not hold, at rest or before. */
export async function comeToRest(cluster: Cluster): Promise<Violation | undefined> {
  cluster.calmDown();
  const { clock, monitor } = cluster;
  const endMs = clock.nowMs() + REST_MAX_MS;
  let [length, grewAtMs] = [-1, clock.nowMs()];
  for (;;) {
    await clock.advance(REST_CHECK_MS);
    if (cluster.violation) return cluster.violation;
    if (monitor.entries.length !== length) {
      length = monitor.entries.length;
      grewAtMs = clock.nowMs();
    }
    const isQuiet = clock.nowMs() - grewAtMs >= QUIET_MS;
    const isLate = clock.nowMs() >= endMs;
    if (!isQuiet && !isLate) continue;
    const violation = await clusterAtRest(cluster);
    if (!violation || isLate) return violation;
  }
}

/** Of the whole log, byte for byte. */
export function digestOf({ entries }: Run): string {
  const hash = createHash('sha256');
  for (const { seq, subject, commit } of entries) {
    hash.update(`${seq} ${subject} ${encodeCommit(commit)}\n`);
  }
  return hash.digest('hex');
}
