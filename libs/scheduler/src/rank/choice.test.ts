import { describe, expect, test } from '@jest/globals';
import type { Job } from '@steppe/domain';
import { clusterOf, type TestCluster } from '../testing/cluster.ts';
import { aJob, aTask, oneGroup } from '../testing/job-builder.ts';
import { aNode, someNodes } from '../testing/node-builder.ts';

const affinity = (weight: number) => ({
  leftTarget: '${node.class}',
  operand: '=',
  rightTarget: 'big',
  weight,
});

/** Names of the nodes that a job is placed on, sorted. */
function placedOn(cluster: TestCluster, job: Job): string[] {
  cluster.run(cluster.register(job));
  return cluster
    .living(job.id)
    .map(({ nodeId }) => nodeId.replace('node-', ''))
    .toSorted();
}

describe('of the nodes with room', () => {
  test('the fullest is the best', () => {
    const cluster = clusterOf(someNodes(5));
    const [first] = placedOn(cluster, aJob({ id: 'a' }));
    expect(placedOn(cluster, aJob({ id: 'b' }))).toEqual([first]);
  });

  test('the emptiest is the best when the cluster spreads', () => {
    const cluster = clusterOf(someNodes(2));
    cluster.configure({ algorithm: 'spread' });
    const [first] = placedOn(cluster, aJob({ id: 'a' }));
    expect(placedOn(cluster, aJob({ id: 'b' }))).not.toEqual([first]);
  });

  test('an affinity prefers some, and a negative one avoids them', () => {
    const nodes = [aNode('n1', { nodeClass: 'big' }), aNode('n2'), aNode('n3')];
    const wanting = oneGroup({ affinities: [affinity(100)] });
    expect(placedOn(clusterOf(nodes), wanting)).toEqual(['n1']);
    const avoiding = oneGroup({ count: 2, affinities: [affinity(-100)] });
    expect(placedOn(clusterOf(nodes), avoiding)).toEqual(['n2', 'n3']);
  });

  test('a spread follows its targets', () => {
    const nodes = [1, 2, 3, 4].map((i) => aNode(`n${i}`, { datacenter: i < 3 ? 'dc1' : 'dc2' }));
    const targets = [
      { value: 'dc1', percent: 75 },
      { value: 'dc2', percent: 25 },
    ];
    const spreads = [{ attribute: '${node.datacenter}', weight: 100, targets }];
    const cluster = clusterOf(nodes);
    const inSecond = placedOn(cluster, oneGroup({ count: 8, spreads })).filter((n) => n > 'n2');
    expect(inSecond).toHaveLength(2);
  });

  test('a sticky disk stays on its node', () => {
    const ephemeralDisk = { sizeMb: 300, sticky: true, migrate: false };
    const cluster = clusterOf(someNodes(5));
    const before = placedOn(cluster, oneGroup({ count: 3, ephemeralDisk }));
    const changed = oneGroup({ count: 3, ephemeralDisk, tasks: [aTask({ user: 'x' })] });
    expect(placedOn(cluster, changed)).toEqual(before);
  });
});
