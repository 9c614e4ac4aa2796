import { describe, expect, test } from '@jest/globals';
import { type Job, subjects } from '@steppe/domain';
import { clusterOf, type TestCluster } from '../testing/cluster.ts';
import { aTask, anUpdate, oneGroup } from '../testing/job-builder.ts';
import { aNode, someNodes } from '../testing/node-builder.ts';
import { summaryOf } from '../testing/summary.ts';

const system = (overrides: Partial<Job> = {}, group: Parameters<typeof oneGroup>[0] = {}) =>
  oneGroup(group, { type: 'system', ...overrides });

function running(job: Job = system()): TestCluster {
  const cluster = clusterOf(someNodes(3));
  cluster.run(cluster.register(job));
  cluster.allRunning('j');
  return cluster;
}

const linesOf = (cluster: TestCluster, evalId: string): string[] =>
  summaryOf(cluster.run(evalId), cluster.state);

describe.each(['system', 'sysbatch'] as const)('a %s job', (type) => {
  test('runs once on each node', () => {
    const cluster = clusterOf(someNodes(3));
    expect(linesOf(cluster, cluster.register(system({ type })))).toEqual([
      'place j.g[0] on n1',
      'place j.g[0] on n2',
      'place j.g[0] on n3',
    ]);
  });

  test('comes to a new node', () => {
    const cluster = running(system({ type }));
    cluster.addNode(aNode('n4'));
    expect(linesOf(cluster, cluster.evaluate('j', 'node-update'))).toEqual(['place j.g[0] on n4']);
  });

  test('is lost with its node', () => {
    const cluster = running(system({ type }));
    cluster.nodeDown('node-n2');
    expect(linesOf(cluster, cluster.evaluate('j', 'node-update'))).toEqual([
      'stop j.g[0] on n2: alloc is lost since its node is down (lost)',
    ]);
  });

  test('plans nothing when nothing changed', () => {
    const cluster = running(system({ type }));
    expect(linesOf(cluster, cluster.evaluate('j', 'node-update'))).toEqual([]);
  });

  test('stops everywhere', () => {
    const cluster = running(system({ type }));
    expect(linesOf(cluster, cluster.deregister('j'))).toHaveLength(3);
  });

  test('changes in place where it can', () => {
    const cluster = running(system({ type }));
    expect(linesOf(cluster, cluster.register(system({ type, priority: 70 })))).toEqual([
      'update j.g[0] on n1',
      'update j.g[0] on n2',
      'update j.g[0] on n3',
    ]);
  });

  test('is replaced on its own nodes where it cannot', () => {
    const cluster = running(system({ type }));
    const changed = system({ type }, { tasks: [aTask({ user: 'x' })] });
    expect(
      linesOf(cluster, cluster.register(changed)).filter((line) => line.startsWith('place')),
    ).toEqual([
      'place j.g[0] on n1 (replaces)',
      'place j.g[0] on n2 (replaces)',
      'place j.g[0] on n3 (replaces)',
    ]);
  });
});

test('max_parallel limits how many nodes change at once', () => {
  const update = anUpdate({ maxParallel: 2 });
  const cluster = running(system({}, { update }));
  const changed = system({}, { update, tasks: [aTask({ user: 'x' })] });
  expect(linesOf(cluster, cluster.register(changed))).toHaveLength(4);
  expect(linesOf(cluster, cluster.evaluate('j', 'deployment-watcher'))).toHaveLength(0);
  cluster.allRunning('j');
  expect(linesOf(cluster, cluster.evaluate('j', 'deployment-watcher'))).toHaveLength(2);
});

test('a roll-out takes no further node down while what it placed has to be placed anew', () => {
  const update = anUpdate({ maxParallel: 1 });
  const cluster = running(system({}, { update }));
  cluster.run(cluster.register(system({}, { update, tasks: [aTask({ user: 'x' })] })));
  const [updated] = cluster.living('j').filter(({ jobVersion }) => jobVersion.version === 1);
  if (!updated) throw new Error('nothing was updated');
  cluster.report(updated, 'failed', false);
  const { name } = cluster.state.nodes.get(updated.nodeId)?.node ?? {};
  expect(linesOf(cluster, cluster.evaluate('j', 'node-update'))).toEqual([
    `place j.g[0] on ${name} (replaces)`,
  ]);
});

test('a roll-out whose nodes all left before it reached the first of them is over', () => {
  const update = anUpdate({ maxParallel: 1 });
  const cluster = running(system({}, { update }));
  const changed = system({}, { update, tasks: [aTask({ user: 'x' })] });
  const { deployment } = cluster.plan(cluster.register(changed));
  cluster.append(subjects.deployment('default', 'j'), deployment?.events ?? []);
  for (const nodeId of ['node-n1', 'node-n2', 'node-n3']) {
    const event = { type: 'NodeEligibilityChanged', v: 1, nodeId } as const;
    cluster.append(subjects.node(nodeId), [{ ...event, eligibility: 'ineligible' }]);
  }
  const plan = cluster.run(cluster.evaluate('j', 'node-update'));
  expect(plan.deployment?.events).toMatchObject([
    { type: 'DeploymentStatusChanged', status: 'successful' },
  ]);
});

test('a roll-out that finds room nowhere is no deployment', () => {
  const { resources } = aNode('n');
  const cluster = clusterOf([aNode('n1', { resources: { ...resources, cpuMhz: 100 } })]);
  const plan = cluster.run(cluster.register(system({}, { update: anUpdate({ maxParallel: 1 }) })));
  expect(plan.deployment).toBeUndefined();
  expect(plan.outcome.events).toMatchObject([
    { type: 'EvaluationCompleted', failedGroups: { g: {} } },
    { type: 'EvaluationBlocked' },
  ]);
});

test('nodes that do not suit are no failure, and full ones are', () => {
  const { resources } = aNode('n');
  const cluster = clusterOf([
    aNode('n1'),
    aNode('n2', { drivers: {} }),
    aNode('n3', { resources: { ...resources, cpuMhz: 100 } }),
  ]);
  const plan = cluster.run(cluster.register(system()));
  expect(plan.outcome.events).toMatchObject([
    {
      type: 'EvaluationCompleted',
      queuedAllocations: { g: 1 },
      failedGroups: { g: { nodesEvaluated: 1, dimensionExhausted: { cpu: 1 } } },
    },
    { type: 'EvaluationBlocked', evaluation: { type: 'system' } },
  ]);
});

test('what runs on a node that is drained stops when the drainer asks for it, and not before', () => {
  const cluster = running();
  const drain = { startedAtMs: 1, forceDeadlineMs: 0, ignoreSystemJobs: false };
  const nodeId = 'node-n1';
  cluster.append(subjects.node(nodeId), [
    { type: 'NodeDrainChanged', v: 1, nodeId, drain, eligibility: 'ineligible' },
  ]);
  expect(linesOf(cluster, cluster.evaluate('j', 'node-drain'))).toEqual([]);
  const alloc = cluster.living('j').find((row) => row.nodeId === nodeId);
  cluster.append(subjects.node(nodeId), [
    { type: 'AllocationMigrationRequested', v: 1, allocId: alloc?.id ?? '' },
  ]);
  expect(linesOf(cluster, cluster.evaluate('j', 'node-drain'))).toEqual([
    'stop j.g[0] on n1: alloc not needed as node is tainted',
  ]);
});

test('a job that no longer wants a datacenter leaves its nodes', () => {
  const cluster = clusterOf([aNode('n1'), aNode('n2', { datacenter: 'dc2' })]);
  cluster.run(cluster.register(system()));
  expect(linesOf(cluster, cluster.register(system({ datacenters: ['dc1'] })))).toEqual([
    'stop j.g[0] on n2: alloc not needed due to job update',
    'update j.g[0] on n1',
  ]);
});

const completed = () => {
  const cluster = running(system({ type: 'sysbatch' }));
  for (const alloc of cluster.living('j')) cluster.report(alloc, 'complete');
  return cluster;
};

test('a job leaves the nodes that its new constraints exclude', () => {
  const cluster = clusterOf([aNode('n1'), aNode('n2', { nodeClass: 'big' })]);
  cluster.run(cluster.register(system()));
  const big = { leftTarget: '${node.class}', operand: '=', rightTarget: 'big' };
  expect(linesOf(cluster, cluster.register(system({ constraints: [big] })))).toEqual([
    'stop j.g[0] on n1: alloc not needed due to job update',
    'update j.g[0] on n2',
  ]);
});

describe('a sysbatch job that completed on a node', () => {
  test('is not run there again', () => {
    const cluster = completed();
    cluster.addNode(aNode('n4'));
    expect(linesOf(cluster, cluster.evaluate('j', 'node-update'))).toEqual(['place j.g[0] on n4']);
  });

  test('runs there anew when the job changed', () => {
    const cluster = completed();
    const changed = system({ type: 'sysbatch' }, { tasks: [aTask({ user: 'x' })] });
    expect(linesOf(cluster, cluster.register(changed))).toEqual([
      'place j.g[0] on n1 (replaces)',
      'place j.g[0] on n2 (replaces)',
      'place j.g[0] on n3 (replaces)',
    ]);
  });
});

test('changed job: only running ones replaced', () => {
  const cluster = running(system({ type: 'sysbatch' }));
  const done = cluster.living('j').find(({ nodeId }) => nodeId === 'node-n1');
  if (done) cluster.report(done, 'complete');
  const changed = system({ type: 'sysbatch' }, { tasks: [aTask({ user: 'x' })] });
  const lines = linesOf(cluster, cluster.register(changed));
  expect(lines.filter((line) => line.startsWith('stop'))).toEqual([
    'stop j.g[0] on n2: alloc is being updated due to job update',
    'stop j.g[0] on n3: alloc is being updated due to job update',
  ]);
});

test('a system job preempts by default', () => {
  const { resources } = aTask();
  const whole = [aTask({ resources: { ...resources, cpuMhz: 4_000 } })];
  const cluster = clusterOf(someNodes(1));
  cluster.run(cluster.register(oneGroup({ tasks: whole }, { id: 'low', priority: 20 })));
  cluster.run(cluster.register(system({ id: 'agent', priority: 80 })));
  expect(cluster.living('low')).toEqual([]);
  expect(cluster.living('agent')).toHaveLength(1);
});

describe('system jobs on disconnected nodes', () => {
  const disconnect = { lostAfterMs: 60_000, replace: true, reconcile: 'best_score' };
  const away = () => {
    const cluster = running(system({}, { disconnect }));
    cluster.nodeIs('node-n2', 'disconnected');
    return cluster;
  };

  test('disconnected node: unknown, ignored, and taken back', () => {
    const cluster = away();
    expect(linesOf(cluster, cluster.evaluate('j', 'node-update'))).toEqual([
      'lose touch with j.g[0] on n2',
    ]);
    expect(linesOf(cluster, cluster.evaluate('j', 'node-update'))).toEqual([]);
    cluster.nodeIs('node-n2', 'ready');
    cluster.allRunning('j');
    expect(linesOf(cluster, cluster.evaluate('j', 'reconnect'))).toEqual([
      'take back j.g[0] on n2',
    ]);
    expect(linesOf(cluster, cluster.evaluate('j', 'node-update'))).toEqual([]);
  });

  test('disconnected for too long: lost', () => {
    const cluster = away();
    cluster.run(cluster.evaluate('j', 'node-update'));
    cluster.nowMs += 60_000;
    expect(linesOf(cluster, cluster.evaluate('j', 'max-disconnect-timeout'))).toEqual([
      'stop j.g[0] on n2: alloc is lost since its node is down (lost)',
    ]);
  });
});
