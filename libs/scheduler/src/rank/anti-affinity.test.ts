import { expect, test } from '@jest/globals';
import { clusterOf } from '../testing/cluster.ts';
import { aGroup, aJob, aTask } from '../testing/job-builder.ts';
import { someNodes } from '../testing/node-builder.ts';

const tasks = [aTask({ resources: { ...aTask().resources, cpuMhz: 100 } })];

/** A job of a group `g` of so many, and of one other. */
const jobOf = (count: number, id = 'j') =>
  aJob({ id, groups: [aGroup({ count, tasks }), aGroup({ name: 'other', count: 3, tasks })] });

test('same-job same-group allocations on the node lower the score by share of count', () => {
  const cluster = clusterOf(someNodes(1));
  cluster.run(cluster.register(jobOf(1)));
  cluster.run(cluster.register(jobOf(1, 'another-job')));
  const { explanations } = cluster.explain(cluster.register(jobOf(4)));
  const [first] = explanations.filter(({ groupName }) => groupName === 'g');
  // One of four is there already; what is of the other group or of another job counts for nothing.
  expect(first?.metric.scores).toMatchObject([{ parts: { 'job-anti-affinity': -(1 + 1) / 4 } }]);
});
