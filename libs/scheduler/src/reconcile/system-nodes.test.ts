import { describe, expect, test } from '@jest/globals';
import { subjects } from '@steppe/domain';
import type { Plan } from '../plan/plan.ts';
import { clusterOf, type TestCluster } from '../testing/cluster.ts';
import { aTask, anUpdate, oneGroup } from '../testing/job-builder.ts';
import { aNode, someNodes } from '../testing/node-builder.ts';
import { summaryOf } from '../testing/summary.ts';

const { resources: TASK } = aTask();
const { resources: NODE } = aNode('n');
const told = (cluster: TestCluster, evalId: string): string[] =>
  summaryOf(cluster.run(evalId), cluster.state);
const look = (cluster: TestCluster) => cluster.evaluate('j', 'node-update');

function hold(cluster: TestCluster, nodeId: string): void {
  cluster.append(subjects.node(nodeId), [
    { type: 'NodeEligibilityChanged', v: 1, nodeId, eligibility: 'ineligible' },
  ]);
}

function drain(cluster: TestCluster, nodeId: string): void {
  hold(cluster, nodeId);
  for (const { id: allocId } of cluster.living('j').filter((row) => row.nodeId === nodeId)) {
    cluster.append(subjects.node(nodeId), [
      { type: 'AllocationMigrationRequested', v: 1, allocId },
    ]);
  }
}

describe.each(['system', 'sysbatch'] as const)('%s', (type) => {
  test('drained plus ready', () => {
    const cluster = clusterOf(someNodes(2));
    cluster.run(cluster.register(oneGroup({}, { type })));
    cluster.allRunning('j');
    drain(cluster, 'node-n1');
    cluster.addNode(aNode('n3'));
    expect(told(cluster, look(cluster))).toEqual([
      'place j.g[0] on n3',
      'stop j.g[0] on n1: alloc not needed as node is tainted',
    ]);
  });

  test('only matching nodes queue', () => {
    const small = { ...NODE, cpuMhz: 100 };
    const nodes = [aNode('n1', { nodeClass: 'big' }), aNode('n2'), aNode('n3')];
    nodes.push(aNode('n4', { nodeClass: 'big', resources: small }));
    const constraints = [{ leftTarget: '${node.class}', operand: '=', rightTarget: 'big' }];
    const cluster = clusterOf(nodes);
    const plan: Plan = cluster.run(cluster.register(oneGroup({ constraints }, { type })));
    expect(summaryOf(plan, cluster.state)).toEqual(['place j.g[0] on n1']);
    expect(plan.outcome.events[0]).toMatchObject({ queuedAllocations: { g: 1 } });
  });

  test('victims by priority, also devices and networks', () => {
    const gpu = { vendor: 'nvidia', type: 'gpu', name: 'a100', attributes: {} };
    const instances = [{ id: 'g1', healthy: true, healthDescription: '' }];
    const cluster = clusterOf([
      aNode('n1', { resources: { ...NODE, devices: [{ ...gpu, instances }] } }),
    ]);
    const preemption = { service: true, batch: true, system: true, sysbatch: true };
    cluster.configure({ preemption });
    const http = { label: 'http', value: 8_080, to: 0, hostNetwork: '' };
    const networks = [{ mode: 'host', reservedPorts: [http], dynamicPorts: [] }];
    const devices = [{ name: 'gpu', count: 1, constraints: [], affinities: [] }];
    const withGpu = [aTask({ resources: { ...TASK, devices } })];
    const half = [aTask({ resources: { ...TASK, cpuMhz: 1_000 } })];
    for (const [id, priority, group] of [
      ['port', 20, { networks }],
      ['gpu', 20, { tasks: withGpu }],
      ['low', 30, { tasks: half }],
      ['mid', 60, { tasks: half }],
    ] as const) {
      cluster.run(cluster.register(oneGroup(group, { id, priority })));
    }
    const wanted = [aTask({ resources: { ...TASK, cpuMhz: 2_500, devices } })];
    cluster.run(cluster.register(oneGroup({ networks, tasks: wanted }, { type, priority: 80 })));
    expect(cluster.living('j')).toHaveLength(1);
    const left = ['port', 'gpu', 'low', 'mid'].filter((id) => cluster.living(id).length > 0);
    expect(left).toEqual(['mid']);
  });
});

test('limit on evictions', () => {
  const update = anUpdate({ maxParallel: 2 });
  const cluster = clusterOf(someNodes(5));
  cluster.run(cluster.register(oneGroup({ update }, { type: 'system' })));
  cluster.allRunning('j');
  const changed = oneGroup({ update, tasks: [aTask({ user: 'x' })] }, { type: 'system' });
  expect(told(cluster, cluster.register(changed))).toHaveLength(2 * 2);
  expect(told(cluster, look(cluster))).toEqual([]);
});

test('whole diff over nodes', () => {
  const cluster = clusterOf(someNodes(6));
  const disconnect = { lostAfterMs: 60_000, replace: true, reconcile: 'best_score' };
  cluster.run(cluster.register(oneGroup({ disconnect }, { type: 'system' })));
  cluster.allRunning('j');
  const changed = oneGroup({ disconnect, tasks: [aTask({ user: 'x' })] }, { type: 'system' });
  const evalId = cluster.register(changed);
  cluster.nodeDown('node-n1');
  drain(cluster, 'node-n2');
  hold(cluster, 'node-n3');
  cluster.nodeIs('node-n4', 'disconnected');
  cluster.addNode(aNode('n5', { nodePool: 'other' }));
  cluster.addNode(aNode('n7'));
  expect(told(cluster, evalId)).toEqual([
    'lose touch with j.g[0] on n4',
    'place j.g[0] on n6 (replaces)',
    'place j.g[0] on n7',
    'stop j.g[0] on n1: alloc is lost since its node is down (lost)',
    'stop j.g[0] on n2: alloc not needed as node is tainted',
    'stop j.g[0] on n5: alloc not needed due to job update',
    'stop j.g[0] on n6: alloc is being updated due to job update',
  ]);
});
