import { expect, test } from '@jest/globals';
import { type AllocationRow, isTerminal, type Job, jobKey } from '@steppe/domain';
import {
  type Arbitrary,
  array,
  assert as hold,
  constant,
  constantFrom,
  integer,
  nat,
  oneof,
  property,
  record,
} from 'fast-check';
import { clusterOf, type TestCluster } from '../testing/cluster.ts';
import { latest, look, promote, setStatus } from '../testing/group-cases.ts';
import { aTask, anUpdate, oneGroup } from '../testing/job-builder.ts';
import { someNodes } from '../testing/node-builder.ts';

interface Version {
  readonly count: number;
  readonly user: string;
  /** A number, and for system jobs so many times a third of the nodes. */
  readonly canary: number;
  readonly maxParallel: number;
}

/** Something that happens to a job that is rolled out again and again. Numbers choose among what is there. */
type Happening =
  | { readonly kind: 'register'; readonly version: Version }
  | { readonly kind: 'report'; readonly alloc: number; readonly healthy: boolean }
  | { readonly kind: 'all-healthy' | 'promote' | 'fail-deployment' }
  | { readonly kind: 'node-down' | 'node-back'; readonly node: number };

const version: Arbitrary<Version> = record({
  count: integer({ min: 1, max: 4 }),
  user: constantFrom('x', 'y', 'z'),
  canary: integer({ min: 0, max: 3 }),
  maxParallel: integer({ min: 1, max: 3 }),
});
const happening: Arbitrary<Happening> = oneof(
  record({ kind: constant('register' as const), version }),
  record({
    kind: constant('report' as const),
    alloc: nat(20),
    healthy: constantFrom(true, false, false),
  }),
  record({ kind: constantFrom('all-healthy' as const, 'promote' as const) }),
  record({ kind: constant('fail-deployment' as const) }),
  record({
    kind: constantFrom('node-down' as const, 'node-down' as const, 'node-back' as const),
    node: nat(5),
  }),
);
const happenings = array(happening, { minLength: 1, maxLength: 20 });

const POLICY = {
  attempts: 1,
  intervalMs: 3_600_000,
  delayMs: 0,
  delayFunction: 'constant',
  maxDelayMs: 0,
  unlimited: false,
} as const;

function jobOf(type: Job['type'], { count, user, canary, maxParallel }: Version): Job {
  const update = anUpdate({ maxParallel, canary: type === 'system' ? canary * 33 : canary });
  const tasks = [aTask({ user, resources: { ...aTask().resources, cpuMhz: 1_500 } })];
  const isEverywhere = type === 'system';
  return oneGroup(
    { update, tasks, ...(isEverywhere ? {} : { count, reschedulePolicy: POLICY }) },
    { type },
  );
}

const KEY = jobKey('default', 'j');
const alive = (cluster: TestCluster): AllocationRow[] =>
  cluster.living('j').filter((alloc) => !isTerminal(alloc));

/** Nobody may promote canaries before they are healthy. */
function isPromotable(cluster: TestCluster): boolean {
  const { status, deployment, progress } = latest(cluster) ?? {};
  const { desiredCanaries = 0 } = deployment?.groups['g'] ?? {};
  const canaries = alive(cluster).filter(({ health }) => health?.canary && health.healthy);
  return status === 'running' && !progress?.['g']?.promoted && canaries.length >= desiredCanaries;
}

/** Lets it happen, with the evaluation that it brings about. */
function happen(cluster: TestCluster, event: Happening, type: Job['type']): void {
  cluster.nowMs += 1_000;
  switch (event.kind) {
    case 'register':
      cluster.run(cluster.register(jobOf(type, event.version)));
      return;
    case 'report': {
      const allocs = alive(cluster);
      const alloc = allocs[event.alloc % Math.max(1, allocs.length)];
      if (alloc) cluster.report(alloc, event.healthy ? 'running' : 'failed', event.healthy);
      break;
    }
    case 'all-healthy':
      cluster.allRunning('j');
      break;
    case 'promote':
      if (isPromotable(cluster)) promote(cluster);
      break;
    case 'fail-deployment':
      if (latest(cluster)?.status === 'running') setStatus(cluster, 'failed');
      break;
    case 'node-down':
    case 'node-back':
      cluster.nodeIs(`node-n${event.node + 1}`, event.kind === 'node-down' ? 'down' : 'ready');
      break;
  }
  cluster.stopsEnd();
  cluster.run(look(cluster));
}

function played(
  type: Job['type'],
  events: readonly Happening[],
  check: (cluster: TestCluster) => void,
): void {
  const cluster = clusterOf(someNodes(6));
  const first = { count: 3, user: 'first', canary: 0, maxParallel: 3 };
  cluster.run(cluster.register(jobOf(type, first)));
  for (const event of events) {
    happen(cluster, event, type);
    check(cluster);
  }
}

test('random inputs: unneeded canaries stop', () => {
  hold(
    property(happenings, (events) => {
      played('service', events, (cluster) => {
        const row = latest(cluster);
        const needed = row?.status === 'failed' ? undefined : row?.deployment.id;
        const canaries = alive(cluster).filter(({ health }) => health?.canary);
        expect(canaries.filter(({ deploymentId }) => deploymentId !== needed)).toEqual([]);
        const wanted = canaries[0]?.jobVersion.job.groups[0]?.update?.canary ?? 0;
        expect(canaries.length).toBeLessThanOrEqual(wanted);
      });
    }),
    { numRuns: 200 },
  );
});

test('random inputs for system jobs: one on each node that can be told something, and no more', () => {
  hold(
    property(happenings, (events) => {
      played('system', events, (cluster) => {
        const nodes = alive(cluster).map(({ nodeId }) => nodeId);
        const ready = [...cluster.state.nodes.values()].filter(({ status }) => status === 'ready');
        expect(nodes.toSorted()).toEqual(ready.map(({ node }) => node.id).toSorted());
      });
    }),
    { numRuns: 200 },
  );
});

/** How many find no room and wait for it. */
function queuedOf(cluster: TestCluster): number {
  const { outcome } = cluster.plan(look(cluster));
  const queued = outcome.events.flatMap((event) =>
    event.type === 'EvaluationCompleted' ? (event.queuedAllocations['g'] ?? 0) : [],
  );
  return queued.reduce((sum, count) => sum + count, 0);
}

/** What failed more often than its policy allows, and is not placed anew. */
const spentOf = (cluster: TestCluster): AllocationRow[] => cluster.living('j').filter(isTerminal);

/** How many canaries a running deployment lacks that waits for their promotion; undefined for any other. */
function lackingCanariesOf(cluster: TestCluster): number | undefined {
  const { status, deployment, progress } = latest(cluster) ?? {};
  const { desiredCanaries = 0 } = deployment?.groups['g'] ?? {};
  if (status !== 'running' || desiredCanaries === 0 || progress?.['g']?.promoted) return undefined;
  const own = cluster.living('j').filter(({ health, deploymentId }) => {
    return health?.canary && deploymentId === deployment?.id;
  });
  return desiredCanaries - own.length;
}

/** How many a service has less than its count. */
function missingOf(cluster: TestCluster, type: Job['type']): number {
  const { count = 0 } = cluster.state.jobs.get(KEY)?.current.job.groups[0] ?? {};
  return type === 'service' ? Math.max(0, count - alive(cluster).length) : 0;
}

test('random inputs: what is healthy and promoted comes to rest', () => {
  for (const type of ['service', 'system'] as const) {
    hold(
      property(happenings, (events) => {
        let last: TestCluster | undefined;
        played(type, [...events, { kind: 'all-healthy' }], (cluster) => (last = cluster));
        if (!last) return;
        for (let round = 0; round < 12; round++) {
          happen(last, { kind: 'promote' }, type);
          happen(last, { kind: 'all-healthy' }, type);
        }
        expect(last.plan(look(last)).nodeCommits).toEqual([]);
        if (latest(last)?.status === 'failed') return; // It holds its job back.
        const queued = queuedOf(last);
        const lackingCanaries = lackingCanariesOf(last);
        // Before the promotion a lost allocation is replaced at once or not at all, so canaries alone are waited for.
        expect(lackingCanaries ?? queued).toBe(queued);
        if (lackingCanaries !== undefined) return;
        const missing = missingOf(last, type);
        const lacking = queued + spentOf(last).length;
        expect(lacking).toBeGreaterThanOrEqual(missing);
        if (missing > 0) return;
        const versions = new Set(alive(last).map(({ jobVersion }) => jobVersion.version));
        expect(versions.size).toBeLessThanOrEqual(1);
        expect(latest(last)?.status).toBe('successful');
      }),
      { numRuns: 100 },
    );
  }
});
