import { describe, expect, test } from '@jest/globals';
import type { Job } from '@steppe/domain';
import { clusterOf } from '../testing/cluster.ts';
import { oneGroup } from '../testing/job-builder.ts';
import { aNode, someNodes } from '../testing/node-builder.ts';

/** Plans each job on the same state, as workers do that do not see each other yet. */
function plannedAtOnce(nodes: Parameters<typeof clusterOf>[0], jobs: readonly Job[]): string[][] {
  const cluster = clusterOf(nodes);
  cluster.run(cluster.register(oneGroup({ count: 3 }, { id: 'first' })));
  return jobs
    .map((job) => cluster.register(job))
    .map((evalId) => cluster.plan(evalId).nodeCommits.map(({ nodeId }) => nodeId));
}

const jobs = (count: number, group: Parameters<typeof oneGroup>[0] = {}) =>
  Array.from({ length: count }, (_, i) => oneGroup(group, { id: `j${i}` }));

describe('evaluations that are placed at the same time', () => {
  test('choose different nodes of a large cluster', () => {
    const chosen = plannedAtOnce(someNodes(1_000), jobs(20)).flat();
    expect(new Set(chosen).size).toBeGreaterThanOrEqual(15);
  });

  test('choose the same one of a small cluster: the fullest', () => {
    const chosen = plannedAtOnce(someNodes(20), jobs(5)).flat();
    expect(new Set(chosen).size).toBeLessThanOrEqual(3);
  });

  test('give up no affinity for it', () => {
    const nodes = someNodes(1_000).map((node, i) =>
      i < 2 ? aNode(node.name, { nodeClass: 'ssd' }) : node,
    );
    const affinity = { leftTarget: '${node.class}', operand: '=', rightTarget: 'ssd', weight: 50 };
    const chosen = plannedAtOnce(nodes, jobs(10, { affinities: [affinity] })).flat();
    expect(chosen.every((nodeId) => nodeId === 'node-n1' || nodeId === 'node-n2')).toBe(true);
  });

  test('crowd no node for it', () => {
    const [chosen = []] = plannedAtOnce(someNodes(1_000), jobs(1, { count: 500 }));
    expect(chosen).toHaveLength(500);
  });
});
