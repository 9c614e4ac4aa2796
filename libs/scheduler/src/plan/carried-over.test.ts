import { describe, expect, test } from '@jest/globals';
import type { TaskGroup } from '@steppe/domain';
import { clusterOf, type TestCluster } from '../testing/cluster.ts';
import { failureOf } from '../testing/failure.ts';
import { aGroup, aJob, aTask, oneGroup } from '../testing/job-builder.ts';
import { aNode, someNodes } from '../testing/node-builder.ts';
import { summaryOf } from '../testing/summary.ts';

const { resources: TASK } = aTask();
const { resources: NODE } = aNode('n');

const GPU = {
  vendor: 'nvidia',
  type: 'gpu',
  name: 'a100',
  attributes: {},
  instances: [{ id: 'g1', healthy: true, healthDescription: '' }],
};
const http = { label: 'http', value: 0, to: 0, hostNetwork: '' };
/** Asks for a port, a whole core and a device: things that are told apart. */
const demanding = (): Pick<TaskGroup, 'networks' | 'tasks'> => ({
  networks: [{ mode: 'host', reservedPorts: [], dynamicPorts: [http] }],
  tasks: [
    aTask({
      resources: {
        ...TASK,
        cpuMhz: 0,
        cores: 1,
        devices: [{ name: 'gpu', count: 1, constraints: [], affinities: [] }],
      },
    }),
  ],
});
const oneNode = () => clusterOf([aNode('n1', { resources: { ...NODE, devices: [GPU] } })]);
const told = (cluster: TestCluster, evalId: string): string[] =>
  summaryOf(cluster.run(evalId), cluster.state);

test.each(['service', 'system'] as const)('resources are in the option: %s', (type) => {
  const cluster = oneNode();
  cluster.run(cluster.register(oneGroup(demanding(), { type })));
  expect(cluster.living('j')).toMatchObject([
    {
      ports: [{ label: 'http', value: expect.any(Number) }],
      cores: { t: [0] },
      devices: [{ task: 't', name: 'a100', instanceIds: ['g1'] }],
    },
  ]);
});

describe.each(['service', 'batch', 'system', 'sysbatch'] as const)('a %s job', (type) => {
  const started = () => {
    const cluster = oneNode();
    cluster.run(cluster.register(oneGroup(demanding(), { type })));
    cluster.allRunning('j');
    return cluster;
  };

  test('resources are carried over: in-place update keeps node, ports and id', () => {
    const cluster = started();
    const [before] = cluster.living('j');
    cluster.run(cluster.register(oneGroup(demanding(), { type, priority: 70 })));
    const [after] = cluster.living('j');
    const { id, nodeId, ports, cores, devices } = before ?? {};
    expect(after).toMatchObject({ id, nodeId, ports, cores, devices });
    expect(after?.jobVersion.version).toBe(1);
  });

  test('changed group is not in-place', () => {
    const cluster = started();
    const [before] = cluster.living('j');
    const env = { A: 'b' };
    const tasks = demanding().tasks.map((task) => ({ ...task, env }));
    cluster.run(cluster.register(oneGroup({ ...demanding(), tasks }, { type })));
    expect(cluster.living('j').map(({ id }) => id)).not.toContain(before?.id);
  });

  test('does not fit: destructive', () => {
    const cluster = started();
    cluster.addNode(aNode('n1', { resources: { ...NODE, memoryMb: 100, devices: [GPU] } }));
    cluster.addNode(aNode('n2', { resources: { ...NODE, devices: [GPU] } }));
    cluster.run(cluster.register(oneGroup(demanding(), { type, priority: 70 })));
    const updated = cluster.allocs('j').filter(({ jobVersion }) => jobVersion.version === 1);
    expect(updated.map(({ nodeId }) => nodeId)).toEqual(['node-n2']);
  });
});

test('count up with exactly enough room, others kept', () => {
  const quarter = [aTask({ resources: { ...TASK, cpuMhz: 1_000 } })];
  const cluster = clusterOf(someNodes(1));
  cluster.run(cluster.register(oneGroup({ count: 3, tasks: quarter })));
  cluster.allRunning('j');
  expect(told(cluster, cluster.register(oneGroup({ count: 4, tasks: quarter })))).toEqual([
    'place j.g[3] on n1',
    ...[0, 1, 2].map((i) => `update j.g[${i}] on n1`),
  ]);
});

describe.each(['service', 'system'] as const)('job settings reach all parts: %s', (type) => {
  const linux = { leftTarget: '${attr.kernel.name}', operand: '=', rightTarget: 'freebsd' };
  test.each([
    { title: 'constraints', job: { constraints: [linux] }, placed: 0 },
    { title: 'datacenters', job: { datacenters: ['dc2'] }, placed: 0 },
    { title: 'node pool', job: { nodePool: 'gpu' }, placed: 0 },
    { title: 'priority', job: { priority: 20 }, placed: 0 },
    { title: 'priority, high enough to preempt', job: { priority: 90 }, placed: 1 },
  ])('$title', ({ job, placed }) => {
    const cluster = clusterOf(someNodes(1));
    cluster.configure({ preemption: { service: true, batch: true, system: true, sysbatch: true } });
    const most = [aTask({ resources: { ...TASK, cpuMhz: 3_800 } })];
    cluster.run(cluster.register(oneGroup({ tasks: most }, { id: 'other', priority: 50 })));
    cluster.run(cluster.register(oneGroup({}, { type, ...job })));
    expect(cluster.living('j')).toHaveLength(placed);
  });
});

/** Why groups of a system job found no room on small nodes. */
const failed = (groups: readonly ReturnType<typeof aGroup>[]) => {
  const cluster = clusterOf(someNodes(2, { nodeClass: 'small' }));
  const plan = cluster.run(cluster.register(aJob({ type: 'system', groups: [...groups] })));
  return (name: string) => failureOf(plan, name);
};
const huge = (name: string, changes: object) =>
  aGroup({ name, tasks: [aTask({ resources: { ...TASK, ...changes } })] });

describe('a system job tells why nodes do not do', () => {
  test('exhausted node metrics', () => {
    expect(failed([huge('g', { memoryMb: 9_000 })])('g')).toMatchObject({
      nodesExhausted: 1,
      classExhausted: { small: 1 },
      dimensionExhausted: { memory: 1 },
    });
  });

  test('metrics start anew', () => {
    const of = failed([huge('a', { memoryMb: 9_000 }), huge('b', { cpuMhz: 9_000 })]);
    expect(of('a')?.dimensionExhausted).toEqual({ memory: 1 });
    expect(of('b')?.dimensionExhausted).toEqual({ cpu: 1 });
  });

  test.each([
    { title: 'constraint filter', node: { attributes: {} } },
    { title: 'driver filter', node: { drivers: {} } },
  ])('$title', ({ node }) => {
    const cluster = clusterOf([aNode('n1'), aNode('n2', node)]);
    const constraints = [{ leftTarget: '${attr.kernel.name}', operand: '=', rightTarget: 'linux' }];
    expect(told(cluster, cluster.register(oneGroup({ constraints }, { type: 'system' })))).toEqual([
      'place j.g[0] on n1',
    ]);
  });
});
