import { describe, expect, test } from '@jest/globals';
import { DEFAULT_SCHEDULER_CONFIGURATION, type Job, type JobType } from '@steppe/domain';
import { clusterOf, type TestCluster } from '../testing/cluster.ts';
import { failureOf } from '../testing/failure.ts';
import { aTask, oneGroup } from '../testing/job-builder.ts';
import { aNode } from '../testing/node-builder.ts';

const { resources: TASK } = aTask();
const { resources: NODE } = aNode('n');

const gpu = { name: 'gpu', count: 1, constraints: [], affinities: [] };
const GPUS = {
  vendor: 'nvidia',
  type: 'gpu',
  name: 'a100',
  attributes: {},
  instances: ['g1', 'g2'].map((id) => ({ id, healthy: true, healthDescription: '' })),
};

/** One node with two GPUs and four cores, where each type of job may preempt. */
function preempting(): TestCluster {
  const cluster = clusterOf([aNode('n', { resources: { ...NODE, devices: [GPUS] } })]);
  const preemption = { service: true, batch: true, system: true, sysbatch: true };
  cluster.configure({ ...DEFAULT_SCHEDULER_CONFIGURATION, preemption });
  return cluster;
}

const wantsGpus = (id: string, priority: number, count = 1): Job =>
  oneGroup(
    { tasks: [aTask({ resources: { ...TASK, devices: [{ ...gpu, count }] } })] },
    { id, priority },
  );

const wantsCores = (id: string, priority: number, cores: number): Job =>
  oneGroup({ tasks: [aTask({ resources: { ...TASK, cpuMhz: 0, cores } })] }, { id, priority });

const evicted = (cluster: TestCluster): string[] =>
  [...cluster.state.allocs.values()]
    .filter(({ desiredStatus }) => desiredStatus === 'evict')
    .map(({ jobVersion }) => jobVersion.job.id)
    .toSorted();

describe('which allocations go: devices', () => {
  test('the least important holder, and nobody who holds none', () => {
    const cluster = preempting();
    cluster.run(cluster.register(wantsGpus('low', 20)));
    cluster.run(cluster.register(wantsGpus('mid', 40)));
    cluster.run(cluster.register(oneGroup({}, { id: 'bystander', priority: 10 })));
    cluster.run(cluster.register(wantsGpus('high', 80)));
    expect(evicted(cluster)).toEqual(['low']);
    expect(cluster.living('high')).toMatchObject([{ devices: [{ instanceIds: ['g1'] }] }]);
  });

  test('as many as are needed', () => {
    const cluster = preempting();
    cluster.run(cluster.register(wantsGpus('low', 20)));
    cluster.run(cluster.register(wantsGpus('mid', 40)));
    cluster.run(cluster.register(wantsGpus('high', 80, 2)));
    expect(evicted(cluster)).toEqual(['low', 'mid']);
  });

  test('no devices even with eviction', () => {
    const cluster = preempting();
    cluster.run(cluster.register(wantsGpus('low', 75, 2)));
    const plan = cluster.run(cluster.register(wantsGpus('high', 80)));
    expect(evicted(cluster)).toEqual([]);
    expect(failureOf(plan)?.dimensionExhausted).toEqual({ 'devices: no devices match request': 1 });
  });
});

test('which allocations go: cores', () => {
  const cluster = preempting();
  cluster.run(cluster.register(wantsCores('low', 20, 2)));
  cluster.run(cluster.register(wantsCores('mid', 40, 2)));
  cluster.run(cluster.register(wantsCores('high', 80, 1)));
  expect(evicted(cluster)).toEqual(['low']);
  expect(cluster.living('high')).toMatchObject([{ cores: { t: [0] } }]);
});

test('which allocations go: ports', () => {
  const cluster = preempting();
  const http = { label: 'http', value: 8_080, to: 0, hostNetwork: '' };
  const networks = [{ mode: 'host', reservedPorts: [http], dynamicPorts: [] }];
  cluster.run(cluster.register(oneGroup({ networks }, { id: 'low', priority: 20 })));
  cluster.run(cluster.register(oneGroup({}, { id: 'bystander', priority: 10 })));
  cluster.run(cluster.register(oneGroup({ networks }, { id: 'high', priority: 80 })));
  expect(evicted(cluster)).toEqual(['low']);
});

const wantsHalf = (id: string, priority: number, count: number): Job =>
  oneGroup({ count, tasks: [aTask({ resources: { ...TASK, cpuMhz: 2_000 } })] }, { id, priority });

test('several placements do not count the same victim twice', () => {
  const cluster = preempting();
  cluster.run(cluster.register(wantsHalf('low', 20, 2)));
  const plan = cluster.run(cluster.register(wantsHalf('high', 80, 3)));
  expect(evicted(cluster)).toEqual(['low', 'low']);
  const preempted = cluster.living('high').flatMap(({ preemptedAllocIds }) => preemptedAllocIds);
  expect(new Set(preempted).size).toBe(2);
  expect(failureOf(plan)?.dimensionExhausted).toEqual({ cpu: 1 });
});

test('which allocations go: none of the same job, though its older version matters less', () => {
  const cluster = preempting();
  cluster.run(cluster.register(wantsHalf('j', 20, 2)));
  const plan = cluster.run(cluster.register(wantsHalf('j', 80, 3)));
  expect(evicted(cluster)).toEqual([]);
  expect(failureOf(plan)?.dimensionExhausted).toEqual({ cpu: 1 });
});

function sized(id: string, priority: number, cpuMhz: number): Job {
  const ephemeralDisk = { sizeMb: 300, sticky: true, migrate: false };
  const tasks = [aTask({ resources: { ...TASK, cpuMhz } })];
  return oneGroup({ ephemeralDisk, tasks }, { id, priority });
}

test('room for a sticky disk is made on the node that holds its data', () => {
  const cluster = preempting();
  cluster.run(cluster.register(sized('high', 80, 3_000)));
  cluster.run(cluster.register(sized('beside', 40, 1_000)));
  cluster.addNode(aNode('n2'));
  cluster.run(cluster.register(sized('cheaper', 10, 3_500)));
  cluster.run(cluster.register(sized('high', 80, 3_900)));
  expect(evicted(cluster)).toEqual(['beside']);
  expect(cluster.living('high')).toMatchObject([{ nodeId: 'node-n' }]);
});

test('room for a sticky disk is not made on a node that no longer suits its job', () => {
  const cluster = preempting();
  cluster.run(cluster.register(sized('high', 80, 3_000)));
  cluster.run(cluster.register(sized('beside', 40, 1_000)));
  const elsewhere = { leftTarget: '${node.datacenter}', operand: '=', rightTarget: 'dc2' } as const;
  const changed = { ...sized('high', 80, 3_900), constraints: [elsewhere] };
  cluster.run(cluster.register(changed));
  expect(evicted(cluster)).toEqual([]);
  expect(cluster.living('high').map(({ jobVersion }) => jobVersion.version)).toEqual([0]);
});

test('the victims and whom they went for know each other', () => {
  const cluster = preempting();
  cluster.run(cluster.register(wantsGpus('low', 20, 2)));
  cluster.run(cluster.register(wantsGpus('high', 80)));
  const [victim] = cluster.allocs('low');
  const [high] = cluster.living('high');
  expect(high?.preemptedAllocIds).toEqual([victim?.id]);
  expect(victim?.preemptedByAllocId).toBe(high?.id);
});

test.each<{ type: JobType; switched: boolean }>([
  { type: 'service', switched: true },
  { type: 'service', switched: false },
  { type: 'batch', switched: true },
  { type: 'batch', switched: false },
  { type: 'system', switched: true },
  { type: 'system', switched: false },
  { type: 'sysbatch', switched: true },
  { type: 'sysbatch', switched: false },
])('a $type job preempts when that is switched on: $switched', ({ type, switched }) => {
  const cluster = preempting();
  const off = { service: false, batch: false, system: false, sysbatch: false };
  cluster.configure({ preemption: { ...off, [type]: switched } });
  cluster.run(cluster.register(wantsGpus('low', 20, 2)));
  cluster.run(cluster.register({ ...wantsGpus('high', 80), type }));
  expect(evicted(cluster)).toEqual(switched ? ['low'] : []);
});

test('a node at its limit of allocations is not preempted in vain', () => {
  const cluster = clusterOf([aNode('n', { maxAllocs: 1 })]);
  cluster.configure({ preemption: { service: true, batch: true, system: true, sysbatch: true } });
  cluster.run(cluster.register(oneGroup({}, { id: 'low', priority: 20 })));
  const plan = cluster.run(cluster.register(oneGroup({}, { id: 'high', priority: 80 })));
  expect(evicted(cluster)).toEqual([]);
  expect(failureOf(plan)?.dimensionExhausted).toEqual({ 'max allocation exceeded': 1 });
});
