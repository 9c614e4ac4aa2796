import { describe, expect, test } from '@jest/globals';
import { type Job, subjects } from '@steppe/domain';
import type { Plan } from '../plan/plan.ts';
import { clusterOf, type TestCluster } from '../testing/cluster.ts';
import { counts } from '../testing/group-cases.ts';
import { aGroup, aJob, oneGroup } from '../testing/job-builder.ts';
import { aNode, someNodes } from '../testing/node-builder.ts';
import { summaryOf } from '../testing/summary.ts';

const look = (cluster: TestCluster): Plan => cluster.run(cluster.evaluate('j', 'node-update'));
const told = (cluster: TestCluster, plan: Plan) => summaryOf(plan, cluster.state);
const BIG = { leftTarget: '${node.class}', operand: '=', rightTarget: 'big' };

describe.each(['system', 'sysbatch'] as const)('%s', (type) => {
  const jobOf = (job: Partial<Job> = {}) => oneGroup({}, { type, ...job });
  const started = (cluster: TestCluster, job = jobOf()): TestCluster => {
    cluster.run(cluster.register(job));
    cluster.allRunning('j');
    return cluster;
  };

  test('constraint with new nodes', () => {
    const cluster = clusterOf([aNode('n1', { nodeClass: 'big' }), aNode('n2')]);
    started(cluster, jobOf({ constraints: [BIG] }));
    cluster.addNode(aNode('n3', { nodeClass: 'big' }));
    cluster.addNode(aNode('n4'));
    expect(told(cluster, look(cluster))).toEqual(['place j.g[0] on n3']);
  });

  test('all filtered: nothing is queued or blocked, and only of a system job it is told', () => {
    const cluster = clusterOf(someNodes(2));
    const plan = cluster.run(cluster.register(jobOf({ constraints: [BIG] })));
    const [event] = plan.outcome.events;
    expect(event).toMatchObject({ type: 'EvaluationCompleted', queuedAllocations: { g: 0 } });
    const failed = event?.type === 'EvaluationCompleted' ? event.failedGroups : {};
    const reasons = Object.values(failed).map(({ constraintFiltered }) => constraintFiltered);
    expect(reasons).toEqual(type === 'system' ? [{ '${node.class} = big': 2 }] : []);
    expect(plan.outcome.events).toHaveLength(1);
  });

  test('no nodes', () => {
    const cluster = clusterOf([]);
    const plan = cluster.run(cluster.register(jobOf()));
    expect(plan.outcome.events).toMatchObject([{ type: 'EvaluationCompleted', failedGroups: {} }]);
  });

  test('no nodes left', () => {
    const cluster = started(clusterOf(someNodes(1)));
    cluster.nodeDown('node-n1');
    look(cluster);
    const plan = cluster.run(cluster.register(jobOf({ meta: { changed: 'yes' } })));
    expect(told(cluster, plan)).toEqual([]);
    expect(plan.outcome.events).toMatchObject([{ type: 'EvaluationCompleted', failedGroups: {} }]);
  });

  test('missing attribute in constraint: filtered, and no failure', () => {
    const cluster = clusterOf([aNode('n1', { meta: { role: 'db' } }), aNode('n2')]);
    const role = { leftTarget: '${meta.role}', operand: '=', rightTarget: 'db' };
    const plan = cluster.run(cluster.register(jobOf({ constraints: [role] })));
    expect(told(cluster, plan)).toEqual(['place j.g[0] on n1']);
    expect(plan.outcome.events).toMatchObject([{ type: 'EvaluationCompleted', failedGroups: {} }]);
  });

  test('annotated plan', () => {
    const cluster = clusterOf(someNodes(3));
    const updates = [jobOf(), jobOf({ priority: 60 }), jobOf({ meta: { changed: 'yes' } })].map(
      (job) => counts(cluster.run(cluster.register(job))),
    );
    expect(updates).toEqual([{ place: 3 }, { inPlaceUpdate: 3 }, { destructiveUpdate: 3 }]);
  });

  test('repeated evaluation places nothing more', () => {
    const cluster = started(clusterOf(someNodes(2)));
    expect(told(cluster, look(cluster))).toEqual([]);
  });

  test.each([true, false])('stopped: stopped, purged: stopped (%s)', (purge) => {
    const cluster = started(clusterOf(someNodes(2)));
    expect(told(cluster, cluster.run(cluster.deregister('j', { purge })))).toHaveLength(2);
  });

  test('ineligible node: ignored', () => {
    const cluster = started(clusterOf(someNodes(2)));
    const nodeId = 'node-n1';
    cluster.append(subjects.node(nodeId), [
      { type: 'NodeEligibilityChanged', v: 1, nodeId, eligibility: 'ineligible' },
    ]);
    expect(told(cluster, look(cluster))).toEqual([]);
  });

  test('not required ones stopped', () => {
    const cluster = started(clusterOf(someNodes(1)));
    const other = aJob({ type, groups: [aGroup({ name: 'h' })] });
    expect(told(cluster, cluster.run(cluster.register(other)))).toEqual([
      'place j.h[0] on n1',
      'stop j.g[0] on n1: alloc not needed due to job update',
    ]);
  });

  test('queued per group', () => {
    const small = aNode('n1', { resources: { ...aNode('n1').resources, cpuMhz: 600 } });
    const cluster = clusterOf([small]);
    const groups = [aGroup(), aGroup({ name: 'h' })];
    const plan = cluster.run(cluster.register(aJob({ type, groups })));
    expect(plan.outcome.events[0]).toMatchObject({ queuedAllocations: { g: 0, h: 1 } });
  });

  test('predecessor is named', () => {
    const cluster = started(clusterOf(someNodes(1)));
    const [before] = cluster.living('j');
    cluster.nodeDown('node-n1');
    look(cluster);
    cluster.nodeIs('node-n1', 'ready');
    look(cluster);
    expect(cluster.allocs('j').at(-1)?.previousAllocId).toBe(before?.id);
  });
});

test('disk too small', () => {
  const { resources } = aNode('n');
  const cluster = clusterOf([aNode('n1', { resources: { ...resources, diskMb: 100 } })]);
  const plan = cluster.run(cluster.register(oneGroup({}, { type: 'system' })));
  expect(plan.outcome.events[0]).toMatchObject({
    failedGroups: { g: { dimensionExhausted: { disk: 1 } } },
  });
});

test('node pool change leaves the node', () => {
  const cluster = clusterOf([aNode('n1'), aNode('n2', { nodePool: 'gpu' })]);
  cluster.run(cluster.register(oneGroup({})));
  cluster.allRunning('j');
  const plan = cluster.run(cluster.register(oneGroup({}, { nodePool: 'gpu' })));
  expect(summaryOf(plan, cluster.state)).toEqual([
    'place j.g[0] on n2 (replaces)',
    'stop j.g[0] on n1: alloc is being updated due to job update',
  ]);
});

test.each([
  { type: 'system', expected: ['place j.g[0] on n1 (replaces)'] },
  { type: 'sysbatch', expected: [] },
] as const)('what failed on its node: a $type job', ({ type, expected }) => {
  const cluster = clusterOf(someNodes(1));
  cluster.run(cluster.register(oneGroup({}, { type })));
  for (const alloc of cluster.living('j')) cluster.report(alloc, 'failed');
  expect(told(cluster, look(cluster))).toEqual(expected);
});
