import { describe, expect, test } from '@jest/globals';
import { type ReschedulePolicy, subjects } from '@steppe/domain';
import { clusterOf, type TestCluster } from '../testing/cluster.ts';
import { oneGroup } from '../testing/job-builder.ts';
import { someNodes } from '../testing/node-builder.ts';
import { summaryOf } from '../testing/summary.ts';

const POLICY: ReschedulePolicy = {
  attempts: 0,
  intervalMs: 0,
  delayMs: 30_000,
  delayFunction: 'exponential',
  maxDelayMs: 100_000,
  unlimited: true,
};

function started(
  policy: Partial<ReschedulePolicy>,
  { type = 'service', count = 1 }: { type?: 'service' | 'batch'; count?: number } = {},
): TestCluster {
  const cluster = clusterOf(someNodes(3));
  const reschedulePolicy = { ...POLICY, ...policy };
  cluster.run(cluster.register(oneGroup({ count, reschedulePolicy }, { type })));
  cluster.allRunning('j');
  return cluster;
}

/** All that lives fails. */
function fail(cluster: TestCluster): void {
  for (const alloc of cluster.living('j')) cluster.report(alloc, 'failed');
}

describe.each(['service', 'batch'] as const)('a failed %s allocation', (type) => {
  test('is replaced at once when no delay is asked for, on another node', () => {
    const cluster = started({ delayMs: 0, delayFunction: 'constant' }, { type });
    const { nodeId } = cluster.alloc('j', 'j.g[0]');
    fail(cluster);
    const plan = cluster.run(cluster.evaluate('j', 'alloc-failure'));
    expect(summaryOf(plan, cluster.state)).toEqual([
      expect.stringMatching(/^place j\.g\[0\] on n\d \(replaces\)$/),
      expect.stringContaining('alloc was rescheduled because it failed'),
    ]);
    expect(cluster.alloc('j', 'j.g[0]').nodeId).not.toBe(nodeId);
    expect(cluster.alloc('j', 'j.g[0]').reschedules).toHaveLength(1);
  });

  test('waits for its delay in a follow-up evaluation, which then replaces it', () => {
    const cluster = started({}, { type });
    fail(cluster);
    const failedAtMs = cluster.nowMs;
    const plan = cluster.run(cluster.evaluate('j', 'alloc-failure'));
    expect(summaryOf(plan, cluster.state)).toEqual([expect.stringMatching(/^delay j\.g\[0\]/)]);
    const followup = plan.outcome.events.find((event) => event.type === 'EvaluationCreated');
    expect(followup?.evaluation).toMatchObject({
      triggeredBy: 'alloc-reschedule',
      waitUntilMs: failedAtMs + 30_000,
      statusDescription: 'created for delayed rescheduling',
    });
    expect(cluster.alloc('j', 'j.g[0]').followupEvalId).toBe(followup?.evaluation.id);
    cluster.nowMs = failedAtMs + 30_000;
    const then = cluster.run(followup?.evaluation.id ?? '');
    expect(summaryOf(then, cluster.state)).toHaveLength(2);
  });

  test('is not replaced when its policy is off', () => {
    const cluster = started({ unlimited: false, attempts: 0 }, { type });
    fail(cluster);
    const plan = cluster.run(cluster.evaluate('j', 'alloc-failure'));
    expect(plan.nodeCommits).toEqual([]);
    expect(plan.outcome.events).toHaveLength(1);
  });
});

test('a follow-up that a faster clock has ended already is followed by another one', () => {
  const cluster = started({});
  fail(cluster);
  const evalId = cluster.evaluate('j', 'alloc-failure');
  const followup = () =>
    cluster.plan(evalId).outcome.events.find((event) => event.type === 'EvaluationCreated');
  const first = followup();
  if (!first) throw new Error('nothing follows');
  const ended = { type: 'EvaluationCancelled', v: 1, statusDescription: '' } as const;
  cluster.append(subjects.evaluation('default', 'j'), [
    first,
    { ...ended, evalId: first.evaluation.id },
  ]);
  expect(followup()?.evaluation.waitUntilMs).toBe(first.evaluation.waitUntilMs);
  expect(followup()?.evaluation.id).not.toBe(first.evaluation.id);
});

test('a follow-up that waits already needs no other', () => {
  const cluster = started({});
  fail(cluster);
  cluster.run(cluster.evaluate('j', 'alloc-failure'));
  const again = cluster.run(cluster.evaluate('j', 'node-update'));
  expect(again.outcome.events).toMatchObject([{ type: 'EvaluationCompleted' }]);
  expect(again.nodeCommits).toEqual([]);
});

test('follow-up evaluation id makes it due, though the clock of who processes it is late', () => {
  const cluster = started({});
  fail(cluster);
  cluster.run(cluster.evaluate('j', 'alloc-failure'));
  const followup = cluster.alloc('j', 'j.g[0]').followupEvalId ?? '';
  cluster.nowMs += 10_000;
  expect(summaryOf(cluster.run(followup), cluster.state)).toHaveLength(2);
});

test('a follow-up whose evaluation ended without it gets another one', () => {
  const cluster = started({});
  fail(cluster);
  cluster.run(cluster.evaluate('j', 'alloc-failure'));
  const evalId = cluster.alloc('j', 'j.g[0]').followupEvalId ?? '';
  cluster.append('eval.default.j', [
    { type: 'EvaluationCancelled', v: 1, evalId, statusDescription: '' },
  ]);
  cluster.run(cluster.evaluate('j', 'node-update'));
  const next = cluster.alloc('j', 'j.g[0]').followupEvalId ?? '';
  expect(next).not.toBe(evalId);
  expect(cluster.state.evals.get(next)?.status).toBe('pending');
});

test('allocations that fall due within five seconds share a follow-up', () => {
  const cluster = started({}, { count: 3 });
  for (const [i, delayMs] of [0, 4_000, 8_000].entries()) {
    cluster.nowMs = 1_000_000 + delayMs;
    cluster.report(cluster.alloc('j', `j.g[${i}]`), 'failed');
  }
  const plan = cluster.run(cluster.evaluate('j', 'alloc-failure'));
  const times = plan.outcome.events.flatMap((event) =>
    event.type === 'EvaluationCreated' ? [event.evaluation.waitUntilMs] : [],
  );
  expect(times).toEqual([1_030_000, 1_038_000]);
});

test.each([
  { delayFunction: 'constant' as const, delays: [30, 30, 30, 30] },
  { delayFunction: 'exponential' as const, delays: [30, 60, 100, 100] },
  { delayFunction: 'fibonacci' as const, delays: [30, 30, 60, 90] },
])('delays grow $delayFunction: $delays s', ({ delayFunction, delays }) => {
  const cluster = started({ delayFunction });
  const seen = delays.map(() => {
    fail(cluster);
    const plan = cluster.run(cluster.evaluate('j', 'alloc-failure'));
    const followup = plan.outcome.events.find((event) => event.type === 'EvaluationCreated');
    const waitUntilMs = followup?.evaluation.waitUntilMs ?? 0;
    const delayMs = waitUntilMs - cluster.nowMs;
    cluster.nowMs = waitUntilMs;
    cluster.run(followup?.evaluation.id ?? '');
    cluster.allRunning('j');
    return delayMs / 1_000;
  });
  expect(seen).toEqual(delays);
});

test('attempts within the interval are counted, and are given back after it', () => {
  const policy = { unlimited: false, attempts: 1, intervalMs: 60_000, delayMs: 0 };
  const cluster = started({ ...policy, delayFunction: 'constant' });
  const replaced = () => {
    fail(cluster);
    return cluster.run(cluster.evaluate('j', 'alloc-failure')).nodeCommits.length > 0;
  };
  expect(replaced()).toBe(true);
  cluster.allRunning('j');
  expect(replaced()).toBe(false);
  cluster.nowMs += 60_001;
  cluster.report(cluster.alloc('j', 'j.g[0]'), 'failed');
  expect(cluster.run(cluster.evaluate('j', 'alloc-failure')).nodeCommits.length).toBeGreaterThan(0);
});

describe('a batch job', () => {
  test('that completed is not placed again', () => {
    const cluster = started({}, { type: 'batch', count: 2 });
    for (const alloc of cluster.living('j')) cluster.report(alloc, 'complete');
    expect(cluster.run(cluster.evaluate('j', 'node-update')).nodeCommits).toEqual([]);
  });

  test('that completed runs anew in a new version', () => {
    const cluster = started({}, { type: 'batch', count: 2 });
    for (const alloc of cluster.living('j')) cluster.report(alloc, 'complete');
    const next = oneGroup({ count: 2 }, { type: 'batch', meta: { run: '2' } });
    const plan = cluster.run(cluster.register(next));
    expect(summaryOf(plan, cluster.state).filter((line) => line.startsWith('place'))).toHaveLength(
      2,
    );
  });

  test('that completed stays so when its node goes down', () => {
    const cluster = started({}, { type: 'batch' });
    const alloc = cluster.alloc('j', 'j.g[0]');
    cluster.report(alloc, 'complete');
    cluster.nodeDown(alloc.nodeId);
    expect(cluster.run(cluster.evaluate('j', 'node-update')).nodeCommits).toEqual([]);
  });

  test('gets no deployment', () => {
    const cluster = started({}, { type: 'batch' });
    expect(cluster.state.deployments.size).toBe(0);
  });
});

test('what failed beyond the count of a group that was scaled down is not replaced', () => {
  const policy = { delayMs: 0, delayFunction: 'constant' } as const;
  const cluster = started(policy, { count: 3 });
  for (const name of ['j.g[1]', 'j.g[2]']) cluster.report(cluster.alloc('j', name), 'failed');
  const reschedulePolicy = { ...POLICY, ...policy };
  const plan = cluster.run(cluster.register(oneGroup({ count: 2, reschedulePolicy })));
  const placed = summaryOf(plan, cluster.state).filter((line) => line.startsWith('place'));
  expect(placed).toEqual([expect.stringContaining('place j.g[1]')]);
});
