import { expect, test } from '@jest/globals';
import { clusterOf } from '../testing/cluster.ts';
import { failureOf } from '../testing/failure.ts';
import {
  change,
  CHANGED,
  counts,
  groupOf,
  jobOf,
  latest,
  running,
  update,
} from '../testing/group-cases.ts';
import { aJob, aTask, anUpdate } from '../testing/job-builder.ts';
import { someNodes } from '../testing/node-builder.ts';

const pace = update({ maxParallel: 2 });
const quarter = (user: string) => [
  aTask({ user, resources: { ...aTask().resources, cpuMhz: 1_000 } }),
];

test('re-registered job after purge gets a deployment', () => {
  const cluster = running(2, pace);
  cluster.run(cluster.deregister('j', { purge: true }));
  cluster.stopsEnd();
  cluster.run(cluster.register(jobOf({ count: 2, ...pace })));
  expect(cluster.state.deployments.size).toBe(2);
  expect(latest(cluster)).toMatchObject({ status: 'running', deployment: { jobVersion: 0 } });
});

test('rolling update on a full node frees before placing', () => {
  const cluster = clusterOf(someNodes(1));
  cluster.run(cluster.register(jobOf({ count: 4, ...pace, tasks: quarter('') })));
  cluster.allRunning('j');
  const plan = cluster.run(change(cluster, { count: 4, ...pace, tasks: quarter('x') }));
  expect(counts(plan)).toEqual({ destructiveUpdate: 2, ignore: 2 });
  expect(failureOf(plan)).toBeUndefined();
});

test('only groups with an update block enter the deployment', () => {
  const cluster = clusterOf(someNodes(4));
  const groups = [groupOf({ update: anUpdate() }), groupOf({ name: 'h' })];
  cluster.run(cluster.register(aJob({ groups })));
  expect(Object.keys(latest(cluster)?.deployment.groups ?? {})).toEqual(['g']);
  const deployed = cluster.living('j').filter(({ deploymentId }) => deploymentId !== undefined);
  expect(deployed.map(({ groupName }) => groupName)).toEqual(['g']);
});

test('rollback where some can be in place', () => {
  const cluster = running(4, pace);
  cluster.run(change(cluster, { count: 4, ...pace, ...CHANGED }));
  cluster.stopsEnd();
  cluster.allRunning('j');
  const plan = cluster.run(change(cluster, { count: 4, ...pace }));
  expect(counts(plan)).toEqual({ inPlaceUpdate: 2, destructiveUpdate: 2 });
});
