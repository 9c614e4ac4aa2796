import { describe, expect, test } from '@jest/globals';
import type { AllocationRow, JobType, ReschedulePolicy } from '@steppe/domain';
import { subjects } from '@steppe/domain';
import { clusterOf, type TestCluster } from '../testing/cluster.ts';
import { at, counts, end, groupOf, jobOf, look, running } from '../testing/group-cases.ts';
import { anUpdate } from '../testing/job-builder.ts';
import { someNodes } from '../testing/node-builder.ts';
import { viewJob } from './job-view.ts';
import { splitReschedulable } from './split-reschedulable.ts';

const HOUR_MS = 3_600_000;
const policyOf = (changes: Partial<ReschedulePolicy> = {}): ReschedulePolicy => ({
  attempts: 1,
  intervalMs: HOUR_MS,
  delayMs: 0,
  delayFunction: 'constant',
  maxDelayMs: 0,
  unlimited: false,
  ...changes,
});

/** Where one allocation that is as `changes` say ends up. */
function fateOf(
  changes: Partial<AllocationRow>,
  { type = 'service', policy = policyOf() }: { type?: JobType; policy?: ReschedulePolicy } = {},
): string[] {
  const cluster = running(1, { reschedulePolicy: policy }, type);
  const alloc = { ...at(cluster, 0), ...changes };
  const view = viewJob(cluster.state, look(cluster), cluster.nowMs);
  const group = groupOf({ reschedulePolicy: policy });
  const split = splitReschedulable(view, [alloc], { group, deployment: undefined });
  return Object.entries(split).flatMap(([name, rows]) => (rows.length > 0 ? [name] : []));
}

const attempt = { atMs: 999_000, previousAllocId: 'p', previousNodeId: 'n', delayMs: 0 };

describe('table of reschedule now, later, not', () => {
  test.each<{ title: string; policy?: ReschedulePolicy; row?: object; expected: string[] }>([
    { title: 'failed, no delay', expected: ['now'] },
    {
      title: 'failed, delayed: counts until it is due',
      policy: policyOf({ delayMs: 30_000 }),
      expected: ['untainted', 'later'],
    },
    { title: 'no attempt left', row: { reschedules: [attempt] }, expected: ['untainted'] },
    {
      title: 'no limit on attempts',
      policy: policyOf({ attempts: 0, unlimited: true }),
      row: { reschedules: [attempt] },
      expected: ['now'],
    },
    { title: 'policy off', policy: policyOf({ attempts: 0 }), expected: ['untainted'] },
    { title: 'it runs', row: { clientStatus: 'running' }, expected: ['untainted'] },
    { title: 'replaced already', row: { nextAllocId: 'next' }, expected: [] },
  ])('$title', ({ policy, row, expected }) => {
    expect(fateOf({ clientStatus: 'failed', ...row }, policy ? { policy } : {})).toEqual(expected);
  });
});

describe('which terminal allocations are left out by job kind', () => {
  test.each<{ type: JobType; clientStatus: AllocationRow['clientStatus']; expected: string[] }>([
    { type: 'service', clientStatus: 'complete', expected: [] },
    { type: 'service', clientStatus: 'lost', expected: [] },
    { type: 'service', clientStatus: 'failed', expected: ['now'] },
    { type: 'batch', clientStatus: 'complete', expected: ['untainted'] },
    { type: 'batch', clientStatus: 'failed', expected: ['now'] },
  ])('$type, $clientStatus: $expected', ({ type, clientStatus, expected }) => {
    expect(fateOf({ clientStatus }, { type })).toEqual(expected);
  });
});

describe('server-terminal ones are dropped', () => {
  test.each<{ type: JobType; clientStatus: AllocationRow['clientStatus']; expected: string[] }>([
    { type: 'service', clientStatus: 'running', expected: [] },
    { type: 'service', clientStatus: 'complete', expected: [] },
    { type: 'service', clientStatus: 'failed', expected: [] },
    { type: 'batch', clientStatus: 'running', expected: [] },
    { type: 'batch', clientStatus: 'failed', expected: [] },
    // It was told to stop, and had done its work before it heard of it.
    { type: 'batch', clientStatus: 'complete', expected: ['untainted'] },
  ])('a stopped $type allocation that is $clientStatus: $expected', (one) => {
    const { type, clientStatus, expected } = one;
    expect(fateOf({ desiredStatus: 'stop', clientStatus }, { type })).toEqual(expected);
  });
});

describe('in a deployment reschedule only when the deployment allows', () => {
  test.each([
    { title: 'not before it is known to be unhealthy', progressDeadlineMs: 600_000, place: 0 },
    { title: 'once it is', healthy: false, progressDeadlineMs: 600_000, place: 1 },
    { title: 'not without a progress deadline', healthy: false, progressDeadlineMs: 0, place: 0 },
  ])('$title', ({ healthy, progressDeadlineMs, place }) => {
    const cluster = clusterOf(someNodes(4));
    const update = anUpdate({ progressDeadlineMs });
    cluster.run(cluster.register(jobOf({ count: 2, reschedulePolicy: policyOf(), update })));
    cluster.report(at(cluster, 0), 'failed', healthy);
    expect(counts(cluster.run(look(cluster)))).toMatchObject(place ? { place } : { ignore: 2 });
  });
});

/** The first allocation fails again and again, `everyMs`, and is replaced by force where it must be. */
function failing(policy: ReschedulePolicy, { times, everyMs }: { times: number; everyMs: number }) {
  const cluster = clusterOf(someNodes(4));
  cluster.run(cluster.register(jobOf({ reschedulePolicy: policy })));
  for (let time = 0; time < times; time++) {
    cluster.nowMs += everyMs;
    end(cluster, 'failed', 0);
    force(cluster);
    cluster.run(look(cluster));
  }
  return cluster;
}

function force(cluster: TestCluster): void {
  const { id: allocId, nodeId } = at(cluster, 0);
  const event = { type: 'AllocationRescheduleForced', v: 1, allocId } as const;
  cluster.append(subjects.node(nodeId), [event]);
}

describe('which old events are kept by interval and attempts', () => {
  test.each([
    { title: 'those of the interval', policy: policyOf({ attempts: 2 }), everyHours: 0.4, kept: 3 },
    { title: 'none from before it', policy: policyOf({ attempts: 2 }), everyHours: 2, kept: 1 },
    {
      title: 'the last five and the new one, where attempts are not counted',
      policy: policyOf({ attempts: 0, unlimited: true }),
      everyHours: 2,
      kept: 6,
    },
  ])('$title', ({ policy, everyHours, kept }) => {
    const cluster = failing(policy, { times: 9, everyMs: everyHours * HOUR_MS });
    const { reschedules } = at(cluster, 0);
    expect(reschedules).toHaveLength(kept);
    expect(reschedules.at(-1)?.atMs).toBe(cluster.nowMs);
  });
});

describe('forced beyond attempts', () => {
  test.each([
    { title: 'where none is left', policy: policyOf() },
    { title: 'before its delay is over', policy: policyOf({ attempts: 5, delayMs: HOUR_MS }) },
  ])('$title', ({ policy }) => {
    const cluster = failing(policy, { times: 1, everyMs: 0 });
    end(cluster, 'failed', 0);
    expect(counts(cluster.run(look(cluster)))).not.toHaveProperty('place');
    force(cluster);
    expect(counts(cluster.run(look(cluster)))).toMatchObject({ place: 1, rescheduleNow: 1 });
  });
});

test('completed after user stop is replaced', () => {
  const cluster = running(4, { reschedulePolicy: policyOf() });
  const { id: allocId, nodeId } = at(cluster, 0);
  cluster.append(subjects.node(nodeId), [
    { type: 'AllocationStopped', v: 1, allocId, desiredStatus: 'stop', desiredDescription: '' },
  ]);
  cluster.stopsEnd();
  expect(counts(cluster.run(look(cluster)))).toEqual({ place: 1, ignore: 3 });
});

test('a stop that a person asks for places what takes its place, and once', () => {
  const cluster = running(4, { reschedulePolicy: policyOf() });
  const { id: allocId, nodeId } = at(cluster, 0);
  cluster.append(subjects.node(nodeId), [{ type: 'AllocationMigrationRequested', v: 1, allocId }]);
  const plan = cluster.run(cluster.evaluate('j', 'alloc-stop'));
  expect(counts(plan)).toEqual({ migrate: 1, ignore: 3 });
  cluster.stopsEnd();
  expect(counts(cluster.run(look(cluster)))).toEqual({ ignore: 4 });
});

test('failed nodes get a penalty on reschedule', () => {
  const cluster = clusterOf(someNodes(3));
  const tasks = groupOf({}).tasks.map((task) => ({
    ...task,
    resources: { ...task.resources, cpuMhz: 100 },
  }));
  const policy = policyOf({ attempts: 0, unlimited: true });
  cluster.run(cluster.register(jobOf({ tasks, reschedulePolicy: policy })));
  const seen = [at(cluster, 0).nodeId];
  for (let time = 0; time < 2; time++) {
    end(cluster, 'failed', 0);
    cluster.run(look(cluster));
    seen.push(at(cluster, 0).nodeId);
  }
  expect(new Set(seen).size).toBe(3);
});
