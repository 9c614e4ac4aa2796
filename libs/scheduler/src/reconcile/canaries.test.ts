import { expect, test } from '@jest/globals';
import type { Job } from '@steppe/domain';
import { clusterOf } from '../testing/cluster.ts';
import { aTask, anUpdate, oneGroup } from '../testing/job-builder.ts';
import { aNode, someNodes } from '../testing/node-builder.ts';

const update = anUpdate({ canary: 1 });
const aVersion = (revision: string, count = 1): Job =>
  oneGroup({ count, update, tasks: [aTask({ env: { revision } })] });

const inPlace = (datacenter: string, revision: string): Job => ({
  ...aVersion(revision),
  datacenters: [datacenter],
});

const inPool = (nodePool: string, revision: string): Job => ({ ...aVersion(revision), nodePool });

/** A job whose first version was rolled out. */
function rolledOut(nodes: number): ReturnType<typeof clusterOf> {
  const cluster = clusterOf(someNodes(nodes));
  cluster.run(cluster.register(aVersion('first')));
  cluster.allRunning('j');
  cluster.run(cluster.evaluate('j', 'deployment-watcher'));
  return cluster;
}

/** As a plan does whose replacement finds no place. */
function stoppedAsLost(
  cluster: ReturnType<typeof clusterOf>,
  { id, nodeId }: { id: string; nodeId: string },
): void {
  cluster.append(`node.${nodeId}`, [
    {
      type: 'AllocationStopped',
      v: 1,
      allocId: id,
      desiredStatus: 'stop',
      desiredDescription: '',
      clientStatus: 'lost',
    },
  ]);
}

test('a deployment gets its canaries even when all that they were to replace is lost', () => {
  const cluster = rolledOut(1);
  const big = aTask({ resources: { ...aTask().resources, cpuMhz: 3_800 } });
  cluster.run(cluster.register(oneGroup({ count: 1, update, tasks: [big] })));
  expect(cluster.living('j')).toHaveLength(1); // No room for a canary beside it.
  const { id, nodeId } = cluster.alloc('j', 'j.g[0]');
  stoppedAsLost(cluster, { id, nodeId });
  cluster.run(cluster.evaluate('j', 'node-update'));
  expect(cluster.living('j')).toMatchObject([{ health: { canary: true } }]);
});

test('what was lost and found no place is not placed before the canaries are promoted', () => {
  const cluster = clusterOf(someNodes(2));
  cluster.run(cluster.register(aVersion('first', 2)));
  cluster.allRunning('j');
  cluster.run(cluster.register(aVersion('second', 2)));
  cluster.allRunning('j');
  const { id, nodeId } = cluster.alloc('j', 'j.g[1]');
  stoppedAsLost(cluster, { id, nodeId });
  expect(cluster.run(cluster.evaluate('j', 'queued-allocs')).nodeCommits).toEqual([]);
  const [canary] = cluster.living('j').filter(({ health }) => health?.canary);
  const deploymentId = canary?.deploymentId ?? '';
  cluster.append('deployment.default.j', [{ type: 'DeploymentPromoted', v: 1, deploymentId }]);
  cluster.run(cluster.evaluate('j', 'deployment-watcher'));
  expect(cluster.living('j')).toMatchObject([
    { jobVersion: { version: 1 } },
    { jobVersion: { version: 1 } },
  ]);
});

test('what takes the place of a promoted canary is no canary', () => {
  const cluster = rolledOut(3);
  cluster.run(cluster.register(aVersion('second')));
  cluster.allRunning('j');
  const [canary] = cluster.living('j').filter(({ health }) => health?.canary);
  const deploymentId = canary?.deploymentId ?? '';
  cluster.append('deployment.default.j', [{ type: 'DeploymentPromoted', v: 1, deploymentId }]);
  cluster.run(cluster.evaluate('j', 'deployment-watcher'));
  cluster.nodeDown(canary?.nodeId ?? '');
  cluster.run(cluster.evaluate('j', 'node-update'));
  expect(cluster.living('j')).toMatchObject([{ previousAllocId: canary?.id, health: undefined }]);
});

test('what takes the place of a canary that an earlier version promoted is no canary of the next one', () => {
  const cluster = rolledOut(3);
  cluster.run(cluster.register(aVersion('second')));
  cluster.allRunning('j');
  const [canary] = cluster.living('j').filter(({ health }) => health?.canary);
  const deploymentId = canary?.deploymentId ?? '';
  cluster.append('deployment.default.j', [{ type: 'DeploymentPromoted', v: 1, deploymentId }]);
  cluster.run(cluster.evaluate('j', 'deployment-watcher'));
  cluster.run(cluster.register(aVersion('third')));
  cluster.nodeDown(canary?.nodeId ?? '');
  cluster.run(cluster.evaluate('j', 'node-update'));
  const isCanary = cluster.living('j').map(({ jobVersion: { version }, health }) => ({
    version,
    canary: health?.canary ?? false,
  }));
  expect(isCanary).toEqual([
    { version: 2, canary: true },
    { version: 1, canary: false },
  ]);
});

test('what replaces an old allocation while canaries wait takes as much room as the old version asks for', () => {
  const cluster = clusterOf(someNodes(2));
  const small = aTask({ resources: { ...aTask().resources, cpuMhz: 100 } });
  const big = aTask({ resources: { ...aTask().resources, cpuMhz: 3_000 } });
  cluster.run(cluster.register(oneGroup({ count: 1, update, tasks: [big] })));
  cluster.allRunning('j');
  cluster.run(cluster.evaluate('j', 'deployment-watcher'));
  const old = cluster.alloc('j', 'j.g[0]');
  cluster.run(cluster.register(oneGroup({ count: 1, tasks: [big] }, { id: 'other' })));
  cluster.run(cluster.register(oneGroup({ count: 1, update, tasks: [small] })));
  cluster.nodeDown(old.nodeId);
  const plan = cluster.run(cluster.evaluate('j', 'node-update'));
  expect(plan.outcome.events).toMatchObject([
    { queuedAllocations: { g: 1 } },
    { type: 'EvaluationBlocked' },
  ]);
});

test('replacement takes the newest stable version: one that was promoted, though its deployment failed', () => {
  const cluster = clusterOf(someNodes(8));
  cluster.run(cluster.register(aVersion('first', 3)));
  cluster.allRunning('j');
  cluster.run(cluster.evaluate('j', 'deployment-watcher'));
  cluster.run(cluster.register(aVersion('second', 3)));
  cluster.allRunning('j');
  const deploymentId = [...cluster.state.deployments.keys()].at(-1) ?? '';
  cluster.append('deployment.default.j', [
    { type: 'DeploymentPromoted', v: 1, deploymentId },
    {
      type: 'DeploymentStatusChanged',
      v: 1,
      deploymentId,
      status: 'failed',
      statusDescription: '',
    },
  ]);
  cluster.run(cluster.register(aVersion('third', 3)));
  const old = cluster.living('j').find(({ jobVersion }) => jobVersion.version === 0);
  cluster.nodeDown(old?.nodeId ?? '');
  cluster.run(cluster.evaluate('j', 'node-update'));
  const next = cluster.living('j').find(({ previousAllocId }) => previousAllocId === old?.id);
  expect(next?.jobVersion.version).toBe(1);
});

test('what replaces an old allocation while canaries wait goes to the datacenters of the old version', () => {
  const cluster = clusterOf([
    ...someNodes(2),
    aNode('far', { datacenter: 'dc2' }),
    aNode('farther', { datacenter: 'dc2' }),
  ]);
  cluster.run(cluster.register(inPlace('dc1', 'first')));
  cluster.allRunning('j');
  cluster.run(cluster.evaluate('j', 'deployment-watcher'));
  const old = cluster.alloc('j', 'j.g[0]');
  cluster.run(cluster.register(inPlace('dc2', 'second')));
  cluster.nodeDown(old.nodeId);
  cluster.run(cluster.evaluate('j', 'node-update'));
  const nodes = cluster.living('j').map(({ jobVersion, nodeId }) => {
    const { datacenter } = cluster.state.nodes.get(nodeId)?.node ?? {};
    return `version ${jobVersion.version} in ${datacenter}`;
  });
  expect(nodes.toSorted()).toEqual(['version 0 in dc1', 'version 1 in dc2']);
});

test('what replaces an old allocation while canaries wait goes to the node pool of the old version', () => {
  const cluster = clusterOf([...someNodes(2), aNode('other', { nodePool: 'gpu' })]);
  cluster.run(cluster.register(inPool('default', 'first')));
  cluster.allRunning('j');
  cluster.run(cluster.evaluate('j', 'deployment-watcher'));
  const old = cluster.alloc('j', 'j.g[0]');
  cluster.run(cluster.register(inPool('gpu', 'second')));
  cluster.nodeDown(old.nodeId);
  cluster.run(cluster.evaluate('j', 'node-update'));
  const nodes = cluster.living('j').map(({ jobVersion, nodeId }) => {
    const { nodePool } = cluster.state.nodes.get(nodeId)?.node ?? {};
    return `version ${jobVersion.version} in ${nodePool}`;
  });
  expect(nodes.toSorted()).toEqual(['version 0 in default', 'version 1 in gpu']);
});
