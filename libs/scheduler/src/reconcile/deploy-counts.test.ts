import { describe, expect, test } from '@jest/globals';
import { DeploymentStatus, type Job } from '@steppe/domain';
import { clusterOf } from '../testing/cluster.ts';
import {
  at,
  canarying,
  change,
  CHANGED,
  counts,
  jobOf,
  latest,
  look,
  promote,
  rolling,
  running,
  setStatus,
  update,
} from '../testing/group-cases.ts';
import { someNodes } from '../testing/node-builder.ts';
import { viewDeployments } from './deployment-view.ts';
import { viewJob } from './job-view.ts';

/** Ten run, one in three of which is a canary of a change that also wants another count. */
const canaryingTo = (count: number) => {
  const pace = update({ maxParallel: 2, canary: 2 });
  const cluster = running(10, pace);
  const plan = cluster.run(change(cluster, { count, ...pace, ...CHANGED }));
  return { cluster, plan };
};

describe('a count that changes with the first canaries', () => {
  test('count down is done while canaries placed', () => {
    const { plan } = canaryingTo(5);
    expect(counts(plan)).toEqual({ canary: 2, stop: 5, ignore: 5 });
  });

  test('count change waits for promotion', () => {
    const { cluster, plan } = canaryingTo(15);
    expect(counts(plan)).toEqual({ canary: 2, ignore: 10 });
    cluster.allRunning('j');
    expect(counts(cluster.run(look(cluster)))).not.toHaveProperty('place');
    promote(cluster);
    expect(counts(cluster.run(look(cluster)))).toMatchObject({ place: 5 });
  });

  test('a count that grows while canaries wait replaces them, and places nothing else', () => {
    const cluster = canarying(2);
    const pace = update({ maxParallel: 2, canary: 2 });
    const plan = cluster.run(change(cluster, { count: 12, ...pace, ...CHANGED }));
    expect(counts(plan)).toEqual({ canary: 2, stop: 2, ignore: 10 });
  });
});

describe('update cancels old ones only', () => {
  test.each([
    { status: 'running', cancels: true },
    { status: 'paused', cancels: true },
    { status: 'failed', cancels: false },
    { status: 'successful', cancels: false },
  ] as const)('one that is $status: $cancels', ({ status, cancels }) => {
    const cluster = rolling(true);
    setStatus(cluster, status);
    const pace = update({ maxParallel: 4 });
    const evalId = change(cluster, { count: 10, ...pace, ...CHANGED, meta: { v: '3' } });
    const { events = [] } = cluster.run(evalId).deployment ?? {};
    const cancelled = events.filter((event) => event.type === 'DeploymentStatusChanged');
    expect(cancelled.map((event) => event.status)).toEqual(cancels ? ['cancelled'] : []);
  });

  test('not the one of the version that shall run', () => {
    const cluster = rolling(true);
    cluster.run(look(cluster));
    expect(latest(cluster)?.status).toBe('running');
  });
});

describe('paused/pending/initializing by job kind', () => {
  const held: readonly string[] = ['paused', 'pending', 'initializing'];
  const kinds: readonly Job['type'][] = ['service', 'system'];
  const cases = kinds.flatMap((type) =>
    DeploymentStatus.options.map((status) => ({ type, status })),
  );
  test.each(cases)('$type, $status', ({ type, status }) => {
    const cluster = clusterOf(someNodes(2));
    cluster.run(cluster.register(jobOf(update(), { type })));
    setStatus(cluster, status);
    const view = viewJob(cluster.state, look(cluster), cluster.nowMs);
    const { isPaused, isFailed } = viewDeployments(view);
    expect({ isPaused, isFailed }).toEqual({
      isPaused: held.includes(status),
      isFailed: status === 'failed',
    });
  });
});

test('successful though some failed when enough are healthy', () => {
  const cluster = clusterOf(someNodes(4));
  const reschedulePolicy = {
    attempts: 3,
    intervalMs: 60_000,
    delayMs: 0,
    delayFunction: 'constant',
    maxDelayMs: 0,
    unlimited: false,
  } as const;
  cluster.run(cluster.register(jobOf({ count: 2, reschedulePolicy, ...update() })));
  cluster.report(at(cluster, 0), 'failed', false);
  cluster.run(look(cluster));
  cluster.allRunning('j');
  cluster.run(look(cluster));
  expect(latest(cluster)).toMatchObject({
    status: 'successful',
    progress: { g: { healthyAllocs: 2, unhealthyAllocs: 1 } },
  });
});
