import { expect, describe, test } from '@jest/globals';
import { subjects } from '@steppe/domain';
import { isNodeLost } from '../reconcile/classify.ts';
import { clusterOf } from '../testing/cluster.ts';
import { aJob } from '../testing/job-builder.ts';
import { aNode } from '../testing/node-builder.ts';
import { readyNodesFor } from './ready-nodes.ts';

/** Nodes in each condition, and in other places. */
function cluster() {
  const all = clusterOf([
    aNode('ready'),
    aNode('down'),
    aNode('away'),
    aNode('held'),
    aNode('draining'),
    aNode('dc2', { datacenter: 'dc2' }),
    aNode('east', { datacenter: 'us-east-1' }),
    aNode('gpu', { nodePool: 'gpu' }),
  ]);
  all.nodeIs('node-down', 'down');
  all.nodeIs('node-away', 'disconnected');
  const eligibility = 'ineligible';
  const drain = { startedAtMs: 1, forceDeadlineMs: 0, ignoreSystemJobs: false };
  all.append(subjects.node('node-held'), [
    { type: 'NodeEligibilityChanged', v: 1, nodeId: 'node-held', eligibility },
  ]);
  all.append(subjects.node('node-draining'), [
    { type: 'NodeDrainChanged', v: 1, nodeId: 'node-draining', drain, eligibility },
  ]);
  return all;
}

describe('ready, eligible nodes by datacenter globs and pool', () => {
  test.each([
    { datacenters: ['dc1'], nodePool: 'default', expected: ['ready'] },
    { datacenters: ['dc*'], nodePool: 'default', expected: ['ready', 'dc2'] },
    { datacenters: ['us-*', 'dc2'], nodePool: 'default', expected: ['dc2', 'east'] },
    { datacenters: ['*'], nodePool: 'gpu', expected: ['gpu'] },
    { datacenters: ['*'], nodePool: 'all', expected: ['ready', 'dc2', 'east', 'gpu'] },
    { datacenters: ['dc3'], nodePool: 'all', expected: [] },
  ])('$datacenters in $nodePool: $expected', ({ datacenters, nodePool, expected }) => {
    const ready = readyNodesFor(cluster().state, aJob({ datacenters, nodePool }));
    expect(ready.map(({ node }) => node.name)).toEqual(expected);
  });
});

test('down, draining, disconnected, missing nodes', () => {
  const { state } = cluster();
  const names = ['ready', 'down', 'away', 'held', 'draining', 'missing'];
  expect(names.filter((name) => isNodeLost(state, `node-${name}`))).toEqual(['down', 'missing']);
  const ready = readyNodesFor(state, aJob()).map(({ node }) => node.name);
  expect(names.filter((name) => ready.includes(name))).toEqual(['ready']);
});
