import { describe, expect, test } from '@jest/globals';
import type { Job } from '@steppe/domain';
import { clusterOf, type TestCluster } from '../testing/cluster.ts';
import { failureOf } from '../testing/failure.ts';
import { aGroup, aJob, aTask, oneGroup } from '../testing/job-builder.ts';
import { aNode, someNodes } from '../testing/node-builder.ts';

const rule = (leftTarget: string, operand: string, rightTarget: string) => ({
  leftTarget,
  operand,
  rightTarget,
});

/** Names of the nodes that a job is placed on, sorted. */
function placedOn(cluster: TestCluster, job: Job): string[] {
  cluster.run(cluster.register(job));
  return cluster
    .living(job.id)
    .map(({ nodeId }) => nodeId.replace('node-', ''))
    .toSorted();
}

describe('distinct', () => {
  const hosts = rule('', 'distinct_hosts', 'true');
  const racks = [1, 2, 3, 4].map((i) => aNode(`n${i}`, { meta: { rack: `r${i % 2}` } }));

  test('hosts keep the allocations of a job apart', () => {
    const cluster = clusterOf(someNodes(2));
    const plan = cluster.run(cluster.register(oneGroup({ count: 3 }, { constraints: [hosts] })));
    expect(cluster.living('j')).toHaveLength(2);
    expect(failureOf(plan)?.constraintFiltered).toEqual({ distinct_hosts: 2 });
  });

  test('job level distinct_hosts keeps groups off shared nodes', () => {
    const cluster = clusterOf(someNodes(2));
    const groups = ['a', 'b', 'c'].map((name) => aGroup({ name }));
    const plan = cluster.run(cluster.register(aJob({ groups, constraints: [hosts] })));
    expect(
      cluster
        .living('j')
        .map(({ groupName }) => groupName)
        .toSorted(),
    ).toEqual(['a', 'b']);
    expect(failureOf(plan, 'c')?.constraintFiltered).toEqual({ distinct_hosts: 2 });
  });

  test('group level distinct_hosts keeps its own apart, and lets another group in', () => {
    const cluster = clusterOf(someNodes(2));
    const groups = ['a', 'b'].map((name) => aGroup({ name, count: 3, constraints: [hosts] }));
    const plan = cluster.run(cluster.register(aJob({ groups })));
    const placed = cluster.living('j').map(({ groupName, nodeId }) => `${groupName} on ${nodeId}`);
    expect(placed.toSorted()).toEqual([
      'a on node-n1',
      'a on node-n2',
      'b on node-n1',
      'b on node-n2',
    ]);
    expect(failureOf(plan, 'a')?.constraintFiltered).toEqual({ distinct_hosts: 2 });
  });

  test.each([
    { value: '', isOn: true },
    { value: 'true', isOn: true },
    { value: '1', isOn: true },
    { value: 'garbage', isOn: true },
    { value: 'false', isOn: false },
    { value: 'F', isOn: false },
    { value: '0', isOn: false },
  ])('true/false/garbage values of distinct_hosts: "$value" is $isOn', ({ value, isOn }) => {
    const job = oneGroup({ count: 3 }, { constraints: [{ ...hosts, rightTarget: value }] });
    expect(placedOn(clusterOf(someNodes(1)), job)).toHaveLength(isOn ? 1 : 3);
  });

  test('property: one per value across the job, plan and state together', () => {
    const constraints = [rule('${meta.rack}', 'distinct_property', '')];
    const groups = ['a', 'b', 'c'].map((name) => aGroup({ name }));
    const cluster = clusterOf(racks);
    cluster.run(cluster.register(aJob({ constraints, groups: groups.slice(0, 1) })));
    cluster.allRunning('j');
    const plan = cluster.run(cluster.register(aJob({ constraints, groups })));
    const values = cluster
      .living('j')
      .map(({ nodeId }) => cluster.state.nodes.get(nodeId)?.node.meta['rack'] ?? '');
    expect(values.toSorted()).toEqual(['r0', 'r1']);
    expect(failureOf(plan, 'c')?.nodesFiltered).toBe(4);
  });

  test.each([
    { limit: '', placed: 2 },
    { limit: '2', placed: 4 },
  ])('property with limit "$limit" places $placed over two values', ({ limit, placed }) => {
    const job = oneGroup(
      { count: 6 },
      { constraints: [rule('${meta.rack}', 'distinct_property', limit)] },
    );
    const cluster = clusterOf(racks);
    expect(placedOn(cluster, job)).toHaveLength(placed);
    expect(new Set(cluster.living('j').map(({ nodeId }) => nodeId)).size).toBe(placed);
  });

  test('property excludes nodes that lack it', () => {
    const job = oneGroup({}, { constraints: [rule('${meta.rack}', 'distinct_property', '')] });
    const cluster = clusterOf(someNodes(1));
    const plan = cluster.run(cluster.register(job));
    expect(failureOf(plan)?.constraintFiltered).toEqual({ 'missing property "${meta.rack}"': 1 });
  });

  test('property values are used again by what replaces their allocations', () => {
    const constraints = [rule('${meta.rack}', 'distinct_property', '')];
    const cluster = clusterOf(racks);
    cluster.run(cluster.register(oneGroup({ count: 2 }, { constraints })));
    const changed = { count: 2, tasks: [aTask({ user: 'x' })] };
    cluster.run(cluster.register(oneGroup(changed, { constraints })));
    expect(cluster.living('j')).toHaveLength(2);
  });
});
