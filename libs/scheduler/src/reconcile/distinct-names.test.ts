import { describe, expect, test } from '@jest/globals';
import { nameOf } from '@steppe/domain';
import { clusterOf } from '../testing/cluster.ts';
import {
  at,
  change,
  counts,
  look,
  lose,
  migrate,
  placeAgain,
  running,
} from '../testing/group-cases.ts';
import { aTask, anUpdate, oneGroup } from '../testing/job-builder.ts';
import { someNodes } from '../testing/node-builder.ts';

const names = (cluster: ReturnType<typeof clusterOf>): string[] =>
  cluster.living('j').map(nameOf).toSorted();

test('of two allocations with one name, one is stopped, and the name that lacks is placed', () => {
  const cluster = clusterOf(someNodes(3));
  cluster.run(cluster.register(oneGroup({ count: 2 })));
  // A slow worker placed the first name again, and the second one was lost at the same time.
  const { jobVersion, evalId } = cluster.alloc('j', 'j.g[0]');
  const second = cluster.alloc('j', 'j.g[1]');
  const placement = { namespace: 'default', jobId: 'j', group: 'g', index: 0, ports: [] };
  cluster.append(`node.${second.nodeId}`, [
    {
      type: 'AllocationStopped',
      v: 1,
      allocId: second.id,
      desiredStatus: 'stop',
      desiredDescription: '',
    },
    {
      type: 'AllocationPlaced',
      v: 1,
      placement: { ...placement, allocId: 'again', evalId, jobSeq: jobVersion.seq },
    },
  ]);
  cluster.run(cluster.evaluate('j', 'alloc-stop'));
  expect(names(cluster)).toEqual(['j.g[0]', 'j.g[1]']);
});

test('what replaces a lost allocation takes another name when a canary has its name', () => {
  const cluster = clusterOf(someNodes(6));
  const update = anUpdate({ canary: 1, autoPromote: true });
  cluster.run(cluster.register(oneGroup({ count: 3, update })));
  cluster.allRunning('j');
  const [deployment] = cluster.state.deployments.keys();
  cluster.append('deployment.default.j', [
    {
      type: 'DeploymentStatusChanged',
      v: 1,
      deploymentId: deployment ?? '',
      status: 'successful',
      statusDescription: '',
    },
  ]);
  const tasks = [aTask({ env: { CHANGED: 'yes' } })];
  cluster.run(cluster.register(oneGroup({ count: 3, update, tasks })));
  const canary = cluster.living('j').find(({ health }) => health?.canary);
  expect(canary?.index).toBe(0);
  const old = cluster.living('j').filter((row) => row.index < 2 && row !== canary);
  for (const { nodeId } of old) cluster.nodeDown(nodeId);
  const deploymentId = canary?.deploymentId ?? '';
  cluster.append('deployment.default.j', [{ type: 'DeploymentPromoted', v: 1, deploymentId }]);
  for (let round = 0; round < 4; round += 1) {
    cluster.allRunning('j');
    cluster.run(cluster.evaluate('j', 'deployment-watcher'));
  }
  expect(names(cluster)).toEqual(['j.g[0]', 'j.g[1]', 'j.g[2]']);
});

test('a name that was lost is free when another one has the place that was lost with it', () => {
  const cluster = clusterOf(someNodes(4));
  cluster.run(cluster.register(oneGroup({ count: 2 })));
  const { jobVersion, evalId } = cluster.alloc('j', 'j.g[0]');
  const taken = new Set(cluster.living('j').map(({ nodeId }) => nodeId));
  for (const nodeId of taken) cluster.nodeDown(nodeId);
  // A worker that was given up on placed the first name again, and did not come to tell what was lost to stop.
  const free = ['n1', 'n2', 'n3', 'n4'].find((nodeId) => !taken.has(nodeId)) ?? '';
  const first = { namespace: 'default', jobId: 'j', group: 'g', index: 0, ports: [] };
  const placement = { ...first, allocId: 'again', evalId, jobSeq: jobVersion.seq };
  cluster.append(`node.${free}`, [{ type: 'AllocationPlaced', v: 1, placement }]);
  cluster.run(cluster.evaluate('j', 'node-update'));
  expect(names(cluster)).toEqual(['j.g[0]', 'j.g[1]']);
});

test.each([
  { title: 'while the other name goes on', gone: 'goes on' },
  { title: 'while the other one is to move too', gone: 'is to move' },
  { title: 'while the other one is lost', gone: 'is lost' },
  { title: 'while what was placed is to move too, and the other one is lost', gone: 'both' },
] as const)(
  'what is to move and was placed again already does not move twice, $title',
  ({ gone }) => {
    const cluster = running(2);
    migrate(cluster, 0);
    const [moving, other] = [at(cluster, 0), at(cluster, 1)];
    // A worker that was given up on placed it, and did not come to tell the old one to stop.
    placeAgain(cluster, 0, 11);
    if (gone === 'is to move') migrate(cluster, 1);
    if (gone === 'both') migrate(cluster, 0);
    if (gone === 'is lost' || gone === 'both') cluster.nodeDown(other.nodeId);
    cluster.run(look(cluster));
    expect(names(cluster)).toEqual(['j.g[0]', 'j.g[1]']);
    expect(cluster.living('j')).not.toContainEqual(expect.objectContaining({ id: moving.id }));
  },
);

/** Three run, and the first two names a second time. */
function doubled(): ReturnType<typeof clusterOf> {
  const cluster = running(3);
  placeAgain(cluster, 0, 11);
  placeAgain(cluster, 1, 12);
  return cluster;
}

describe('names that occur twice', () => {
  test.each([
    { behaviour: 'count down to what has distinct names', count: 3, stop: 2 },
    { behaviour: 'count down also with duplicate names', count: 2, stop: 3 },
    { behaviour: 'count 0 stops all, also with duplicate names', count: 0, stop: 5 },
  ])('$behaviour', ({ count, stop }) => {
    const cluster = doubled();
    expect(counts(cluster.run(change(cluster, { count })))).toMatchObject({ stop });
    expect(names(cluster)).toEqual(['j.g[0]', 'j.g[1]', 'j.g[2]'].slice(0, count));
  });

  test('repair also on in-place updates', () => {
    const cluster = doubled();
    cluster.run(change(cluster, { count: 5 }, { priority: 60 }));
    expect(names(cluster)).toEqual(['j.g[0]', 'j.g[1]', 'j.g[2]', 'j.g[3]', 'j.g[4]']);
  });

  test('no duplicate names are proposed when some are lost and the count grows', () => {
    const cluster = running(4);
    lose(cluster, 1, 3);
    cluster.run(change(cluster, { count: 6 }));
    expect(new Set(names(cluster)).size).toBe(6);
    expect(counts(cluster.run(look(cluster)))).toEqual({ ignore: 6 });
  });
});
