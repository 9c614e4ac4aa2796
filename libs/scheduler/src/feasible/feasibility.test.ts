import { describe, expect, test } from '@jest/globals';
import type { Job, Node } from '@steppe/domain';
import { clusterOf } from '../testing/cluster.ts';
import { failureOf } from '../testing/failure.ts';
import { aGroup, aJob, aTask, oneGroup } from '../testing/job-builder.ts';
import { aNode, someNodes } from '../testing/node-builder.ts';

const { resources: TASK } = aTask();
const { resources: NODE, reserved: RESERVED } = aNode('n');

const rule = (leftTarget: string, operand: string, rightTarget: string) => ({
  leftTarget,
  operand,
  rightTarget,
});

const port = (label: string, value: number) => ({ label, value, to: 0, hostNetwork: '' });

/** A job that asks for fixed and for dynamic ports. */
const ports = (fixed: number[], dynamic: number) =>
  oneGroup({
    networks: [
      {
        mode: 'host',
        reservedPorts: fixed.map((value) => port('http', value)),
        dynamicPorts: Array.from({ length: dynamic }, (_, i) => port(`p${i}`, 0)),
      },
    ],
  });

describe('a node is left out', () => {
  const down = { detected: true, healthy: false, healthDescription: '', attributes: {} };
  test.each<{ title: string; node: Partial<Node>; job: Job; reason: string }>([
    { title: 'without the driver', node: { drivers: {} }, job: aJob(), reason: 'missing drivers' },
    {
      title: 'whose driver is unhealthy',
      node: { drivers: { docker: down } },
      job: aJob(),
      reason: 'missing drivers',
    },
    {
      title: 'whose driver is not detected',
      node: { drivers: { docker: { ...down, detected: false, healthy: true } } },
      job: aJob(),
      reason: 'missing drivers',
    },
    {
      title: 'without the driver of each task',
      node: {},
      job: oneGroup({ tasks: [aTask(), aTask({ name: 'u', driver: 'java' })] }),
      reason: 'missing drivers',
    },
    {
      title: 'that a constraint of the group excludes',
      node: {},
      job: oneGroup({ constraints: [rule('${meta.rack}', '=', 'r1')] }),
      reason: '${meta.rack} = r1',
    },
    {
      title: 'that a constraint of the job excludes',
      node: {},
      job: aJob({ constraints: [rule('${node.class}', '=', 'big')] }),
      reason: '${node.class} = big',
    },
    {
      title: 'that a constraint of a task excludes',
      node: {},
      job: oneGroup({ tasks: [aTask({ constraints: [rule('${meta.rack}', 'is_set', '')] })] }),
      reason: '${meta.rack} is_set ',
    },
    {
      title: 'that a constraint on its name excludes',
      node: {},
      job: aJob({ constraints: [rule('${node.unique.name}', '=', 'other')] }),
      reason: '${node.unique.name} = other',
    },
    {
      title: 'without the network mode',
      node: {},
      job: oneGroup({ networks: [{ mode: 'bridge', reservedPorts: [], dynamicPorts: [] }] }),
      reason: 'missing network',
    },
    {
      title: 'without the host volume',
      node: { hostVolumes: { data: { path: '/data', readOnly: true } } },
      job: oneGroup({
        volumes: { v: { name: 'v', type: 'host', source: 'data', readOnly: false, extra: {} } },
      }),
      reason: 'missing compatible host volumes',
    },
    {
      title: 'without devices',
      node: {},
      job: oneGroup({
        tasks: [
          aTask({
            resources: {
              ...TASK,
              devices: [{ name: 'gpu', count: 1, constraints: [], affinities: [] }],
            },
          }),
        ],
      }),
      reason: 'missing devices',
    },
  ])('$title', ({ node, job, reason }) => {
    const cluster = clusterOf([aNode('n1', node)]);
    const plan = cluster.run(cluster.register(job));
    expect(failureOf(plan)).toMatchObject({
      nodesFiltered: 1,
      constraintFiltered: { [reason]: 1 },
    });
  });

  test.each<{ title: string; node: Partial<Node>; job: Partial<Job> }>([
    { title: 'in another datacenter', node: { datacenter: 'eu' }, job: { datacenters: ['us-*'] } },
    { title: 'in another pool', node: { nodePool: 'gpu' }, job: {} },
  ])('$title, and is not evaluated', ({ node, job }) => {
    const cluster = clusterOf([aNode('n1', node)]);
    const plan = cluster.run(cluster.register(aJob(job)));
    expect(failureOf(plan)).toMatchObject({ nodesEvaluated: 0, nodesAvailable: {} });
  });
});

test('attribute-only driver info of old clients', () => {
  const attributes = { 'driver.docker': '1', 'driver.java': '0' };
  const cluster = clusterOf([aNode('n1', { drivers: {}, attributes })]);
  const plan = cluster.run(
    cluster.register(
      aJob({
        groups: [aGroup(), aGroup({ name: 'h', tasks: [aTask({ driver: 'java' })] })],
      }),
    ),
  );
  expect(cluster.living('j').map(({ groupName }) => groupName)).toEqual(['g']);
  expect(failureOf(plan, 'h')?.constraintFiltered).toEqual({ 'missing drivers': 1 });
});

describe('a node is exhausted', () => {
  test.each<{ title: string; node?: Partial<Node>; job: Job; dimension: string }>([
    {
      title: 'cpu',
      job: oneGroup({ tasks: [aTask({ resources: { ...TASK, cpuMhz: 4_001 } })] }),
      dimension: 'cpu',
    },
    {
      title: 'memory, of which some is reserved',
      node: { reserved: { ...RESERVED, memoryMb: 8_000 } },
      job: aJob(),
      dimension: 'memory',
    },
    {
      title: 'disk',
      job: oneGroup({ ephemeralDisk: { sizeMb: 100_001, sticky: false, migrate: false } }),
      dimension: 'disk',
    },
    {
      title: 'cores',
      job: oneGroup({ tasks: [aTask({ resources: { ...TASK, cpuMhz: 0, cores: 5 } })] }),
      dimension: 'cores',
    },
    {
      title: 'a port that the node reserves',
      node: { reserved: { ...RESERVED, ports: '22,8000-8100' } },
      job: ports([8_080], 0),
      dimension: 'network: reserved port collision http=8080',
    },
    {
      title: 'dynamic ports',
      node: { resources: { ...NODE, minDynamicPort: 20_000, maxDynamicPort: 20_001 } },
      job: ports([], 3),
      dimension: 'network: dynamic port selection failed',
    },
  ])('$title', ({ node = {}, job, dimension }) => {
    const cluster = clusterOf([aNode('n1', node)]);
    const plan = cluster.run(cluster.register(job));
    expect(failureOf(plan)).toMatchObject({
      nodesExhausted: 1,
      dimensionExhausted: { [dimension]: 1 },
    });
  });

  test('by the fixed port of another job', () => {
    const cluster = clusterOf(someNodes(1));
    cluster.run(cluster.register({ ...ports([8_080], 1), id: 'first' }));
    const plan = cluster.run(cluster.register(ports([8_080], 0)));
    expect(failureOf(plan)?.dimensionExhausted).toEqual({
      'network: reserved port collision http=8080': 1,
    });
    const [alloc] = cluster.living('first');
    expect(alloc?.ports).toMatchObject([
      { label: 'http', value: 8_080, hostIp: '10.0.0.1' },
      { label: 'p0' },
    ]);
  });
});
