import { expect, test } from '@jest/globals';
import { schedule } from './schedule.ts';
import { clusterOf } from './testing/cluster.ts';
import { aJob, aTask, anUpdate, oneGroup } from './testing/job-builder.ts';
import { someNodes } from './testing/node-builder.ts';
import { summaryOf } from './testing/summary.ts';

test('a new job is placed in full and its evaluation completes', () => {
  const cluster = clusterOf(someNodes(4));
  const plan = cluster.run(cluster.register(oneGroup({ count: 4, update: anUpdate() })));
  expect(summaryOf(plan, cluster.state)).toHaveLength(4);
  expect(new Set(cluster.living('j').map(({ nodeId }) => nodeId)).size).toBe(4);
  expect(plan.outcome.events).toMatchObject([
    {
      type: 'EvaluationCompleted',
      queuedAllocations: { g: 0 },
      desiredUpdates: { g: { place: 4 } },
    },
  ]);
  expect(plan.deployment?.events).toMatchObject([
    { type: 'DeploymentCreated', deployment: { groups: { g: { desiredTotal: 4 } } } },
  ]);
});

test('what finds no room waits in a blocked evaluation that says why', () => {
  const cluster = clusterOf(someNodes(2));
  const big = aTask({ resources: { ...aTask().resources, cpuMhz: 3_000 } });
  const evalId = cluster.register(oneGroup({ count: 4, tasks: [big] }));
  const plan = cluster.run(evalId);
  expect(cluster.living('j')).toHaveLength(2);
  expect(plan.outcome.events).toMatchObject([
    {
      type: 'EvaluationCompleted',
      queuedAllocations: { g: 2 },
      failedGroups: {
        g: { nodesExhausted: 2, dimensionExhausted: { cpu: 2 }, coalescedFailures: 1 },
      },
    },
    {
      type: 'EvaluationBlocked',
      evaluation: {
        triggeredBy: 'queued-allocs',
        previousEvalId: evalId,
        statusDescription: 'created to place remaining allocations',
      },
      blockedOn: { escapedComputedClass: false },
    },
  ]);
});

test('a blocked evaluation that is woken in vain blocks again and makes no other', () => {
  const cluster = clusterOf(someNodes(1));
  const windows = { leftTarget: '${attr.kernel.name}', operand: '=', rightTarget: 'windows' };
  const first = cluster.run(cluster.register(aJob({ constraints: [windows] })));
  const blocked = first.outcome.events.find((event) => event.type === 'EvaluationBlocked');
  const evalId = blocked?.evaluation.id ?? '';
  cluster.append('eval.default.j', [{ type: 'EvaluationUnblocked', v: 1, evalId }]);
  const again = cluster.run(evalId);
  expect(again.outcome.events).toMatchObject([
    {
      type: 'EvaluationBlocked',
      evaluation: { id: evalId },
      failedGroups: { g: { constraintFiltered: { '${attr.kernel.name} = windows': 1 } } },
    },
  ]);
  expect(cluster.state.evals.get(evalId)?.status).toBe('blocked');
});

test('a stopped job stops all and cancels its deployment', () => {
  const cluster = clusterOf(someNodes(2));
  cluster.run(cluster.register(oneGroup({ count: 2, update: anUpdate() })));
  const plan = cluster.run(cluster.deregister('j'));
  expect(summaryOf(plan, cluster.state).join()).toMatch(
    /(stop .*alloc not needed due to job update,?){2}/,
  );
  expect(plan.deployment?.events).toMatchObject([
    { status: 'cancelled', statusDescription: 'Cancelled because job is stopped' },
  ]);
  expect(cluster.living('j')).toEqual([]);
});

test.each([
  { launcher: 'a parameterized', changes: { parameterized: {} } },
  { launcher: 'a periodic', changes: { periodic: { Enabled: true, Spec: '@daily' } } },
])('$launcher job is not placed by an evaluation of what its name meant before', ({ changes }) => {
  const cluster = clusterOf(someNodes(2));
  cluster.register(oneGroup({}, { type: 'batch' }));
  const late = cluster.deregister('j', { purge: true });
  cluster.register(oneGroup({}, { type: 'batch', ...changes }));
  cluster.run(late);
  expect(cluster.living('j')).toEqual([]);
});

test('a purged job stops all', () => {
  const cluster = clusterOf(someNodes(2));
  cluster.run(cluster.register(oneGroup({ count: 2 })));
  cluster.run(cluster.deregister('j', { purge: true }));
  expect(cluster.living('j')).toEqual([]);
});

test('allocations on a node that is down are lost and replaced under their names', () => {
  const cluster = clusterOf(someNodes(3));
  cluster.run(cluster.register(oneGroup({ count: 3 })));
  cluster.allRunning('j');
  const lost = cluster.alloc('j', 'j.g[1]');
  cluster.nodeDown(lost.nodeId);
  const plan = cluster.run(cluster.evaluate('j', 'node-update'));
  expect(summaryOf(plan, cluster.state)).toEqual([
    expect.stringMatching(/^place j\.g\[1\] on n\d \(replaces\)$/),
    expect.stringMatching(/^stop j\.g\[1\] .*alloc is lost since its node is down \(lost\)$/),
  ]);
  expect(cluster.state.allocs.get(lost.id)?.clientStatus).toBe('lost');
});

test('a converged job plans nothing', () => {
  const cluster = clusterOf(someNodes(3));
  cluster.run(cluster.register(oneGroup({ count: 3 })));
  cluster.allRunning('j');
  const plan = cluster.plan(cluster.evaluate('j', 'node-update'));
  expect(plan.nodeCommits).toEqual([]);
  expect(plan.deployment).toBeUndefined();
});

test('the same state and evaluation give the same plan, byte for byte', () => {
  const cluster = clusterOf(someNodes(5));
  const evalId = cluster.register(oneGroup({ count: 7, update: anUpdate() }));
  const options = { nowMs: 5 };
  const [one, two] = [1, 2].map(() => JSON.stringify(schedule(cluster.state, evalId, options)));
  expect(one).toBe(two);
});

test('a rolling update replaces one after the other as they get healthy, and ends its deployment', () => {
  const cluster = clusterOf(someNodes(4));
  const group = { count: 3, update: anUpdate() };
  cluster.run(cluster.register(oneGroup(group)));
  cluster.allRunning('j');
  const image = aTask({ config: { image: 'y' } });
  const summaries = [cluster.run(cluster.register(oneGroup({ ...group, tasks: [image] })))];
  for (let i = 0; i < 3; i++) {
    cluster.allRunning('j');
    summaries.push(cluster.run(cluster.evaluate('j', 'deployment-watcher')));
  }
  const placed = summaries.map(
    (plan) => summaryOf(plan, cluster.state).filter((line) => line.startsWith('place')).length,
  );
  expect(placed).toEqual([1, 1, 1, 0]);
  expect(summaries.at(-1)?.deployment?.events).toMatchObject([{ status: 'successful' }]);
});
