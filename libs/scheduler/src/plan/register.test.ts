import { describe, expect, test } from '@jest/globals';
import { subjects } from '@steppe/domain';
import { clusterOf } from '../testing/cluster.ts';
import { failureOf } from '../testing/failure.ts';
import { aGroup, aJob, aTask, oneGroup } from '../testing/job-builder.ts';
import { aNode, someNodes } from '../testing/node-builder.ts';
import type { Plan } from './plan.ts';

const { resources: TASK } = aTask();

const rule = (leftTarget: string, operand: string, rightTarget: string) => ({
  leftTarget,
  operand,
  rightTarget,
});
const distinctHosts = rule('', 'distinct_hosts', 'true');
const distinctRacks = rule('${meta.rack}', 'distinct_property', '1');

const outcomesOf = ({ outcome }: Plan): string[] => outcome.events.map(({ type }) => type);
const racks = (count: number) =>
  Array.from({ length: count }, (_, i) => aNode(`n${i}`, { meta: { rack: `r${i % 2}` } }));

test('new job: one plan, N placements, no blocked evaluation, complete', () => {
  const cluster = clusterOf(someNodes(10));
  const plan = cluster.run(cluster.register(oneGroup({ count: 10 })));
  expect(cluster.living('j')).toHaveLength(10);
  expect(outcomesOf(plan)).toEqual(['EvaluationCompleted']);
});

test('no nodes: failed group metrics', () => {
  const cluster = clusterOf([]);
  const plan = cluster.run(cluster.register(oneGroup({ count: 10 })));
  expect(failureOf(plan)).toMatchObject({ nodesEvaluated: 0, coalescedFailures: 9 });
  expect(outcomesOf(plan)).toEqual(['EvaluationCompleted', 'EvaluationBlocked']);
});

test('count 0 places nothing', () => {
  const cluster = clusterOf(someNodes(2));
  const plan = cluster.run(cluster.register(oneGroup({ count: 0 })));
  expect(plan.nodeCommits).toEqual([]);
  expect(outcomesOf(plan)).toEqual(['EvaluationCompleted']);
});

test('disk ask larger than the node blocks', () => {
  const cluster = clusterOf(someNodes(1));
  const ephemeralDisk = { sizeMb: 200_000, sticky: false, migrate: false };
  const plan = cluster.run(cluster.register(oneGroup({ ephemeralDisk })));
  expect(failureOf(plan)?.dimensionExhausted).toEqual({ disk: 1 });
  expect(outcomesOf(plan)).toContain('EvaluationBlocked');
});

describe.each([
  {
    title: 'distinct_hosts with too few nodes: partial and blocked',
    nodes: someNodes(2),
    constraint: distinctHosts,
    reason: 'distinct_hosts',
  },
  {
    title: 'distinct_property with too few values: partial and blocked',
    nodes: racks(4),
    constraint: distinctRacks,
    reason: 'distinct_property: ${meta.rack}=r0 used by 1 allocs',
  },
])('$title', ({ nodes, constraint, reason }) => {
  test('by the job', () => {
    const cluster = clusterOf(nodes);
    const plan = cluster.run(
      cluster.register(oneGroup({ count: 4 }, { constraints: [constraint] })),
    );
    expect(cluster.living('j')).toHaveLength(2);
    expect(failureOf(plan)?.constraintFiltered).toHaveProperty([reason]);
    expect(outcomesOf(plan)).toContain('EvaluationBlocked');
  });
});

test('per group distinct_property', () => {
  const cluster = clusterOf(racks(4));
  const groups = ['a', 'b'].map((name) => aGroup({ name, count: 3, constraints: [distinctRacks] }));
  const plan = cluster.run(cluster.register(aJob({ groups })));
  const placed = cluster.living('j').map(({ groupName }) => groupName);
  expect(placed.toSorted()).toEqual(['a', 'a', 'b', 'b']);
  expect(failureOf(plan, 'a')?.nodesFiltered).toBe(4);
});

test('count up under distinct_property', () => {
  const cluster = clusterOf(racks(4));
  const constraints = [rule('${meta.rack}', 'distinct_property', '2')];
  cluster.run(cluster.register(oneGroup({ count: 3 }, { constraints })));
  cluster.allRunning('j');
  cluster.run(cluster.register(oneGroup({ count: 6 }, { constraints })));
  expect(cluster.living('j')).toHaveLength(4);
});

test('a value freed in the same plan can be used again', () => {
  const cluster = clusterOf(racks(2));
  const constraints = [distinctRacks];
  cluster.run(cluster.register(oneGroup({ count: 2 }, { constraints })));
  cluster.allRunning('j');
  const tasks = [aTask({ config: { image: 'y' } })];
  cluster.run(cluster.register(oneGroup({ count: 2, tasks }, { constraints })));
  const versions = cluster.living('j').map(({ jobVersion }) => jobVersion.version);
  expect(versions).toEqual([1, 1]);
});

test('one group places while the other fails', () => {
  const cluster = clusterOf(someNodes(2));
  const groups = [
    aGroup({ name: 'fits' }),
    aGroup({ name: 'never', constraints: [rule('${node.class}', '=', 'big')] }),
  ];
  const plan = cluster.run(cluster.register(aJob({ groups })));
  expect(cluster.living('j').map(({ groupName }) => groupName)).toEqual(['fits']);
  expect(failureOf(plan, 'never')?.constraintFiltered).toEqual({ '${node.class} = big': 2 });
});

test('exhausted node metrics with class and dimension', () => {
  const cluster = clusterOf(someNodes(2, { nodeClass: 'small' }));
  const tasks = [aTask({ resources: { ...TASK, memoryMb: 9_000 } })];
  const plan = cluster.run(cluster.register(oneGroup({ tasks })));
  expect(failureOf(plan)).toMatchObject({
    nodesExhausted: 2,
    classExhausted: { small: 2 },
    dimensionExhausted: { memory: 2 },
  });
});

test('constraint filter and its metrics', () => {
  const cluster = clusterOf([aNode('a', { nodeClass: 'x' }), aNode('b')]);
  const constraints = [rule('${attr.kernel.name}', '=', 'freebsd')];
  const plan = cluster.run(cluster.register(aJob({ constraints })));
  expect(failureOf(plan)).toMatchObject({
    nodesFiltered: 2,
    classFiltered: { x: 1 },
    constraintFiltered: { '${attr.kernel.name} = freebsd': 2 },
  });
});

test('metrics start anew for each select', () => {
  const cluster = clusterOf(someNodes(1));
  const groups = ['a', 'b'].map((name) =>
    aGroup({ name, constraints: [rule('${node.class}', '=', name)] }),
  );
  const plan = cluster.run(cluster.register(aJob({ groups })));
  expect(failureOf(plan, 'a')?.constraintFiltered).toEqual({ '${node.class} = a': 1 });
  expect(failureOf(plan, 'b')?.constraintFiltered).toEqual({ '${node.class} = b': 1 });
});

describe('preferred node first, others as fallback', () => {
  const ephemeralDisk = { sizeMb: 300, sticky: true, migrate: false };
  test.each([
    { title: 'sticky disk brings the replacement to the same node', down: false },
    { title: 'a preferred node that is down is left', down: true },
  ])('$title', ({ down }) => {
    const cluster = clusterOf(someNodes(4));
    cluster.run(cluster.register(oneGroup({ ephemeralDisk })));
    cluster.allRunning('j');
    const before = cluster.alloc('j', 'j.g[0]').nodeId;
    // A fuller node scores better: without the disk, the replacement would go there.
    const elsewhere = rule('${node.unique.id}', '!=', before);
    cluster.run(cluster.register(aJob({ id: 'filler', constraints: [elsewhere] })));
    if (down) cluster.nodeDown(before);
    const tasks = [aTask({ config: { image: 'y' } })];
    cluster.run(cluster.register(oneGroup({ ephemeralDisk, tasks })));
    expect(cluster.alloc('j', 'j.g[0]').nodeId === before).toBe(!down);
  });
});

test('system stack looks at all nodes in order', () => {
  const cluster = clusterOf(someNodes(5));
  cluster.run(cluster.register(aJob({ type: 'system' })));
  const nodeIds = cluster.living('j').map(({ nodeId }) => nodeId);
  expect(nodeIds.toSorted()).toEqual(someNodes(5).map(({ id }) => id));
});

const halfOf = (image: string) =>
  aTask({ config: { image }, resources: { ...TASK, cpuMhz: 1_900 } });

test('proposed allocations of a node = state minus plan stops plus plan placements', () => {
  const cluster = clusterOf(someNodes(1));
  cluster.run(cluster.register(oneGroup({ count: 2, tasks: [halfOf('x')] })));
  cluster.allRunning('j');
  const plan = cluster.run(cluster.register(oneGroup({ count: 3, tasks: [halfOf('y')] })));
  expect(failureOf(plan)?.dimensionExhausted).toEqual({ cpu: 1 });
  expect(cluster.living('j').map(({ jobVersion }) => jobVersion.version)).toEqual([1, 1]);
});

const quarters = (count: number) =>
  oneGroup({ count, tasks: [aTask({ resources: { ...TASK, cpuMhz: 1_000 } })] });

test('preempted allocations are not counted as proposed', () => {
  const cluster = clusterOf(someNodes(1));
  cluster.configure({ preemption: { service: true, batch: true, system: true, sysbatch: true } });
  cluster.run(cluster.register({ ...quarters(4), id: 'low', priority: 10 }));
  cluster.run(cluster.register({ ...quarters(4), id: 'high', priority: 90 }));
  expect(cluster.living('high')).toHaveLength(4);
});

describe('binpack/spread from scheduler config and node pool override', () => {
  test.each([
    { title: 'the cluster packs', cluster: 'binpack', pool: undefined, together: true },
    { title: 'the cluster spreads', cluster: 'spread', pool: undefined, together: false },
    { title: 'the pool packs', cluster: 'spread', pool: 'binpack', together: true },
    { title: 'the pool spreads', cluster: 'binpack', pool: 'spread', together: false },
  ] as const)('$title', ({ cluster: algorithm, pool, together }) => {
    const cluster = clusterOf(someNodes(2, { nodePool: 'gpu' }));
    cluster.configure({ algorithm });
    const scheduling = pool ? { algorithm: pool } : {};
    cluster.append(subjects.nodePool('gpu'), [
      { type: 'NodePoolApplied', v: 1, pool: { name: 'gpu', description: '', scheduling } },
    ]);
    for (const id of ['a', 'b']) cluster.run(cluster.register(aJob({ id, nodePool: 'gpu' })));
    const [a, b] = [cluster.living('a'), cluster.living('b')];
    expect(a[0]?.nodeId === b[0]?.nodeId).toBe(together);
  });
});

test.each([
  { ofCluster: false, ofPool: true, isKept: true },
  { ofCluster: true, ofPool: false, isKept: false },
  { ofCluster: true, ofPool: undefined, isKept: true },
  { ofCluster: false, ofPool: undefined, isKept: false },
])('memory_max kept or dropped by config of scheduler and pool: $ofCluster, $ofPool', (config) => {
  const { ofCluster, ofPool, isKept } = config;
  const cluster = clusterOf(someNodes(1, { nodePool: 'gpu' }));
  cluster.configure({ memoryOversubscription: ofCluster });
  const scheduling = ofPool === undefined ? {} : { memoryOversubscription: ofPool };
  const pool = { name: 'gpu', description: '', scheduling };
  cluster.append(subjects.nodePool('gpu'), [{ type: 'NodePoolApplied', v: 1, pool }]);
  const tasks = [aTask({ resources: { ...TASK, memoryMaxMb: 1_000 } })];
  cluster.run(cluster.register(oneGroup({ tasks }, { nodePool: 'gpu' })));
  const [alloc] = cluster.living('j');
  expect(alloc?.memoryOversubscribed ?? false).toBe(isKept);
});
