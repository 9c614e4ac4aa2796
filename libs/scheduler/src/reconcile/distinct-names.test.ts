import { expect, test } from '@jest/globals';
import { nameOf } from '@steppe/domain';
import { clusterOf } from '../testing/cluster.ts';
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
