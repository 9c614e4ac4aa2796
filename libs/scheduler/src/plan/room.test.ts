import { expect, test } from '@jest/globals';
import { clusterOf, type TestCluster } from '../testing/cluster.ts';
import { aTask, oneGroup } from '../testing/job-builder.ts';
import { someNodes } from '../testing/node-builder.ts';
import { AT_ONCE } from '../testing/out-of-touch.ts';

const { resources } = aTask();
/** A job whose one allocation takes a whole node. */
const whole = (id: string, user = '') =>
  oneGroup({ tasks: [aTask({ user, resources: { ...resources, cpuMhz: 4_000 } })] }, { id });

function full(): TestCluster {
  const cluster = clusterOf(someNodes(1));
  cluster.run(cluster.register(whole('old')));
  cluster.allRunning('old');
  return cluster;
}

const placements = (cluster: TestCluster, evalId: string): number =>
  cluster.run(evalId).nodeCommits.flatMap(({ events }) => events).length;

test('planned stops give room: an update takes the place of what it stops', () => {
  const cluster = full();
  expect(placements(cluster, cluster.register(whole('old', 'x')))).toBe(2);
});

test('an allocation that was told to stop holds its room until its client says that it ended', () => {
  const cluster = full();
  cluster.run(cluster.deregister('old'));
  expect(placements(cluster, cluster.register(whole('new')))).toBe(0);
  cluster.stopsEnd();
  expect(placements(cluster, cluster.evaluate('new', 'queued-allocs'))).toBe(1);
});

test('what takes the place of an allocation that still stops counts beside it', () => {
  const cluster = full();
  cluster.run(cluster.register(whole('old', 'x')));
  cluster.run(cluster.deregister('old'));
  const [before, after] = cluster.allocs('old');
  if (before) cluster.report(before, 'complete');
  expect(placements(cluster, cluster.register(whole('new')))).toBe(0);
  if (after) cluster.report(after, 'complete');
  expect(placements(cluster, cluster.evaluate('new', 'queued-allocs'))).toBe(1);
});

test('an allocation that is lost with its node holds nothing', () => {
  const cluster = full();
  cluster.nodeDown('node-n1');
  cluster.run(cluster.evaluate('old', 'node-update'));
  expect(cluster.state.index.usage.get('node-n1')).toMatchObject({ cpuMhz: 0, memoryMb: 0 });
});

test.each(['service', 'system'] as const)(
  'of a %s job an update that finds no room stops nothing',
  (type) => {
    const cluster = clusterOf(someNodes(1));
    cluster.run(cluster.register(oneGroup({}, { type })));
    cluster.allRunning('j');
    const tooBig = aTask({ resources: { ...resources, memoryMb: 100_000 } });
    cluster.run(cluster.register(oneGroup({ tasks: [tooBig] }, { type })));
    expect(cluster.living('j')).toMatchObject([{ clientStatus: 'running' }]);
  },
);

test('what failed and found no room is placed once there is some', () => {
  const cluster = clusterOf(someNodes(1));
  const { groups } = whole('old');
  const patient = groups.map((group) => ({ ...group, reschedulePolicy: AT_ONCE }));
  cluster.run(cluster.register({ ...whole('old'), groups: patient }));
  cluster.report(cluster.alloc('old', 'old.g[0]'), 'failed');
  cluster.run(cluster.register(whole('new')));
  expect(placements(cluster, cluster.evaluate('old', 'alloc-failure'))).toBe(0);
  cluster.run(cluster.deregister('new'));
  cluster.stopsEnd();
  cluster.run(cluster.evaluate('old', 'queued-allocs'));
  expect(cluster.allocs('old')).toHaveLength(2);
});
