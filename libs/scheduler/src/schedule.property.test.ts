import { expect, test } from '@jest/globals';
import {
  allocsOfNode,
  applyRecorded,
  demandOf,
  emptyState,
  isTerminal,
  type Node,
  type State,
} from '@steppe/domain';
import {
  type Arbitrary,
  assert as hold,
  array,
  boolean,
  constant,
  constantFrom,
  integer,
  nat,
  oneof,
  property,
  record,
} from 'fast-check';
import { explainEvaluation } from './explain/explain-evaluation.ts';
import { reservedPortsOf } from './ports/port-ranges.ts';
import { clusterOf, type TestCluster } from './testing/cluster.ts';
import { aGroup, aJob, aTask, anUpdate } from './testing/job-builder.ts';
import { aNode } from './testing/node-builder.ts';

/** Something that happens to a cluster. Numbers choose among what is there. */
type Happening =
  | { readonly kind: 'register'; readonly job: number; readonly shape: Shape }
  | { readonly kind: 'stop'; readonly job: number }
  | {
      readonly kind: 'report';
      readonly alloc: number;
      readonly status: 'running' | 'failed' | 'complete';
    }
  | { readonly kind: 'node-down'; readonly node: number };

interface Shape {
  readonly count: number;
  readonly cpuMhz: number;
  readonly memoryMb: number;
  readonly image: string;
  readonly fixedPort: boolean;
  readonly dynamicPorts: number;
  readonly maxParallel: number;
}

const shape: Arbitrary<Shape> = record({
  count: integer({ min: 0, max: 6 }),
  cpuMhz: constantFrom(100, 700, 1_900),
  memoryMb: constantFrom(64, 900, 3_000),
  image: constantFrom('x', 'y'),
  fixedPort: boolean(),
  dynamicPorts: integer({ min: 0, max: 2 }),
  maxParallel: integer({ min: 0, max: 3 }),
});

const happening: Arbitrary<Happening> = oneof(
  record({ kind: constant('register' as const), job: nat(3), shape }),
  record({ kind: constant('stop' as const), job: nat(3) }),
  record({
    kind: constant('report' as const),
    alloc: nat(50),
    status: constantFrom('running' as const, 'failed' as const, 'complete' as const),
  }),
  record({ kind: constant('node-down' as const), node: nat(4) }),
);

const happenings = array(happening, { minLength: 1, maxLength: 25 });

/** A few dynamic ports and a reserved one, so that ports run out too. */
function smallNodes(): Node[] {
  const { resources, reserved } = aNode('n');
  return [1, 2, 3, 4, 5].map((i) =>
    aNode(`n${i}`, {
      resources: { ...resources, minDynamicPort: 20_000, maxDynamicPort: 20_003 },
      reserved: { ...reserved, cpuMhz: 100 * i, ports: i % 2 ? '20001,8080' : '' },
    }),
  );
}

function port(label: string, value: number) {
  return { label, value, to: 0, hostNetwork: '' };
}

function jobOf(id: string, { count, cpuMhz, memoryMb, image, maxParallel, ...ports }: Shape) {
  const { resources } = aTask();
  const task = aTask({ config: { image }, resources: { ...resources, cpuMhz, memoryMb } });
  const network = {
    mode: 'host',
    reservedPorts: ports.fixedPort ? [port('http', 8_080)] : [],
    dynamicPorts: Array.from({ length: ports.dynamicPorts }, (_, i) => port(`p${i}`, 0)),
  };
  const update = anUpdate({ maxParallel });
  return aJob({ id, groups: [aGroup({ count, tasks: [task], networks: [network], update })] });
}

/** Lets it happen, with the evaluation that it brings about. */
function happen(cluster: TestCluster, event: Happening): void {
  cluster.nowMs += 1_000;
  const jobId = 'job' in event ? `j${event.job}` : '';
  switch (event.kind) {
    case 'register':
      cluster.run(cluster.register(jobOf(jobId, event.shape)));
      return;
    case 'stop':
      if (cluster.state.jobs.has(`default/${jobId}`)) cluster.run(cluster.deregister(jobId));
      return;
    case 'report': {
      const allocs = [...cluster.state.allocs.values()].filter((alloc) => !isTerminal(alloc));
      const alloc = allocs[event.alloc % Math.max(1, allocs.length)];
      if (!alloc) return;
      cluster.report(alloc, event.status, event.status === 'running');
      cluster.run(cluster.evaluate(alloc.jobVersion.job.id, 'alloc-failure'));
      return;
    }
    case 'node-down': {
      const nodeId = `node-n${event.node + 1}`;
      cluster.nodeDown(nodeId);
      evaluateAll(cluster);
      return;
    }
  }
}

function evaluateAll(cluster: TestCluster): void {
  for (const { current } of cluster.state.jobs.values()) {
    cluster.run(cluster.evaluate(current.job.id, 'node-update'));
  }
}

function played(events: readonly Happening[], check: (cluster: TestCluster) => void): void {
  const cluster = clusterOf(smallNodes());
  for (const event of events) {
    happen(cluster, event);
    check(cluster);
  }
}

/**
 * Where more is used than there is by what shall run, and which ports are used that must not be. What was told to
 * stop is left out: the plan that stops it may place on its room.
 */
function overcommitments(state: State): string[] {
  const found: string[] = [];
  for (const { node } of state.nodes.values()) {
    const used = { cpuMhz: 0, memoryMb: 0, diskMb: 0 };
    const ports: number[] = [];
    for (const alloc of allocsOfNode(state, node.id)) {
      if (isTerminal(alloc)) continue;
      const demand = demandOf(alloc.jobVersion, alloc.groupName);
      used.cpuMhz += demand.cpuMhz;
      used.memoryMb += demand.memoryMb;
      used.diskMb += demand.diskMb;
      ports.push(...alloc.ports.map(({ value }) => value));
    }
    const { resources, reserved } = node;
    for (const dimension of ['cpuMhz', 'memoryMb', 'diskMb'] as const) {
      if (used[dimension] <= resources[dimension] - reserved[dimension]) continue;
      found.push(`${dimension} of ${node.id}`);
    }
    const isForbidden = (value: number, at: number) =>
      ports.indexOf(value) !== at || reservedPortsOf(node).has(value);
    found.push(...ports.filter(isForbidden).map((value) => `port ${value} of ${node.id}`));
  }
  return found;
}

test('no plan over-commits a node in any dimension or port', () => {
  hold(
    property(happenings, (events) => {
      played(events, ({ state }) => expect(overcommitments(state)).toEqual([]));
    }),
  );
});

/** Runs what is placed and evaluates, until nothing changes any more. */
function converge(cluster: TestCluster): void {
  for (let round = 0; round < 20; round++) {
    const before = cluster.state.allocs.size;
    for (const { current } of cluster.state.jobs.values()) cluster.allRunning(current.job.id);
    cluster.stopsEnd();
    evaluateAll(cluster);
    if (cluster.state.allocs.size === before) return;
  }
  throw new Error('the cluster does not converge');
}

test('a converged job has at most its count, with distinct names, and all of it when nothing is blocked', () => {
  hold(
    property(happenings, (events) => {
      const cluster = clusterOf(smallNodes());
      for (const event of events) happen(cluster, event);
      converge(cluster);
      for (const { current, stopped } of cluster.state.jobs.values()) {
        const { id } = current.job;
        const living = cluster.living(id).filter((alloc) => !isTerminal(alloc));
        const names = living.map(({ index }) => index);
        expect(new Set(names).size).toBe(names.length);
        const count = stopped ? 0 : (current.job.groups[0]?.count ?? 0);
        expect(living.length).toBeLessThanOrEqual(count);
        const last = [...cluster.state.evals.values()].findLast(
          ({ evaluation, status }) => evaluation.jobId === id && status === 'complete',
        );
        const failed = cluster.living(id).filter(({ clientStatus }) => clientStatus === 'failed');
        const isWhole =
          last?.blockedEvalId !== undefined || failed.length > 0 || living.length === count;
        expect(isWhole).toBe(true);
      }
    }),
  );
});

test('reconcile of a converged state plans nothing', () => {
  hold(
    property(happenings, (events) => {
      const cluster = clusterOf(smallNodes());
      for (const event of events) happen(cluster, event);
      converge(cluster);
      for (const { current } of cluster.state.jobs.values()) {
        const plan = cluster.run(cluster.evaluate(current.job.id, 'node-update'));
        expect(plan.nodeCommits).toEqual([]);
        expect(plan.deployment).toBeUndefined();
      }
    }),
  );
});

test('the same log gives the same plans, byte for byte', () => {
  hold(
    property(happenings, (events) => {
      const plans = [1, 2].map(() => {
        const made: string[] = [];
        played(events, (cluster) => {
          for (const { current } of cluster.state.jobs.values()) {
            made.push(
              JSON.stringify(cluster.plan(cluster.evaluate(current.job.id, 'node-update'))),
            );
          }
        });
        return made;
      });
      expect(plans[0]).toEqual(plans[1]);
    }),
    { numRuns: 30 },
  );
});

/** Of each entry that places, the state on which that was decided, from the entries alone. */
function decidedAgain({ entries }: TestCluster): string[] {
  const wrong: string[] = [];
  for (const { commit } of entries) {
    const placed = commit.events.filter((event) => event.type === 'AllocationPlaced');
    const [first] = placed;
    if (!first || commit.cause === undefined) continue;
    const state = emptyState();
    for (const entry of entries) if (entry.seq <= commit.cause) applyRecorded(state, entry);
    const explained = explainEvaluation(state, first.placement.evalId, { nowMs: commit.atMs });
    for (const { placement } of placed) {
      const isSame = explained?.placements.some(
        ({ chosen, groupName }) =>
          chosen?.allocId === placement.allocId && groupName === placement.group,
      );
      if (!isSame) wrong.push(placement.allocId);
    }
  }
  return wrong;
}

test('explaining a recorded log gives the placements that the log has', () => {
  hold(
    property(happenings, (events) => {
      const cluster = clusterOf(smallNodes());
      for (const event of events) happen(cluster, event);
      expect(decidedAgain(cluster)).toEqual([]);
    }),
    { numRuns: 30 },
  );
});
