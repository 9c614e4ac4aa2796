import { describe, expect, test } from '@jest/globals';
import type { Job } from '@steppe/domain';
import type { Plan } from '../plan/plan.ts';
import { clusterOf, type TestCluster } from '../testing/cluster.ts';
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

/** Why nothing more could be placed of group `g`. */
function failure(plan: Plan) {
  const completed = plan.outcome.events.find((event) => event.type === 'EvaluationCompleted');
  return completed?.failedGroups['g'];
}

describe('distinct', () => {
  const hosts = rule('', 'distinct_hosts', 'true');
  const racks = [1, 2, 3, 4].map((i) => aNode(`n${i}`, { meta: { rack: `r${i % 2}` } }));

  test('hosts keep the allocations of a job apart', () => {
    const cluster = clusterOf(someNodes(2));
    const plan = cluster.run(cluster.register(oneGroup({ count: 3 }, { constraints: [hosts] })));
    expect(cluster.living('j')).toHaveLength(2);
    expect(failure(plan)?.constraintFiltered).toEqual({ distinct_hosts: 2 });
  });

  test('hosts of a group let another group in', () => {
    const cluster = clusterOf(someNodes(2));
    const groups = ['a', 'b'].map((name) => aGroup({ name, count: 2, constraints: [hosts] }));
    expect(placedOn(cluster, aJob({ groups }))).toEqual(['n1', 'n1', 'n2', 'n2']);
  });

  test('hosts that are switched off keep nothing apart', () => {
    const off = { ...hosts, rightTarget: 'false' };
    const job = oneGroup({ count: 3 }, { constraints: [off] });
    expect(placedOn(clusterOf(someNodes(1)), job)).toHaveLength(3);
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
    expect(failure(plan)?.constraintFiltered).toEqual({ 'missing property "${meta.rack}"': 1 });
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
