import { describe, expect, test } from '@jest/globals';
import { type AllocationRow, type DomainEvent, subjects } from '@steppe/domain';
import { IDS, NOW_MS, runningCluster, type TestCluster } from '../testing/cluster.ts';
import { NO_METRIC } from './alloc-metric.ts';
import {
  allocStatesOf,
  deploymentStatusOf,
  desiredTransitionOf,
  rescheduleTrackerOf,
} from './allocation-parts.ts';

const away = { Field: 0, Value: 'unknown', Time: '1970-01-01T00:00:01Z' };
const back = { Field: 0, Value: 'running', Time: '1970-01-01T00:00:02Z' };

test.each<{ title: string; disconnections: AllocationRow['disconnections']; expected: unknown }>([
  { title: 'one that never was', disconnections: undefined, expected: undefined },
  {
    title: 'one that is',
    disconnections: [{ sinceMs: 1_000, untilMs: undefined }],
    expected: [away],
  },
  {
    title: 'one that was, and was taken back',
    disconnections: [{ sinceMs: 1_000, untilMs: 2_000 }],
    expected: [away, back],
  },
])('the states of an allocation out of touch: $title', ({ disconnections, expected }) => {
  expect(allocStatesOf({ disconnections })).toEqual(expected);
});

test.each([
  { title: 'nobody knows yet', healthy: undefined, expected: { Healthy: null, Timestamp: null } },
  {
    title: 'it is healthy',
    healthy: true,
    expected: { Healthy: true, Timestamp: '1970-01-01T00:00:01Z' },
  },
])('the health of an allocation in its deployment: $title', ({ healthy, expected }) => {
  const health = { healthy, atMs: 1_000, canary: true, modifySeq: 7 };
  expect(deploymentStatusOf(health)).toEqual({ ...expected, Canary: true, ModifyIndex: 7 });
});

/** One allocation, in a deployment, whose policy lets it be placed anew after so long. */
function running({ delayMs = 0, attempts = 1 } = {}): TestCluster {
  const policy = { Attempts: attempts, Interval: 3_600e9, Delay: delayMs * 1e6, Unlimited: false };
  const task = { Name: 't', Driver: 'mock_driver' };
  return runningCluster({
    ID: 'j',
    TaskGroups: [{ Name: 'g', ReschedulePolicy: policy, Tasks: [task] }],
  });
}

function rowOf({ state }: TestCluster): AllocationRow {
  const row = state.allocs.get(IDS.alloc);
  if (!row) throw new Error('nothing was placed');
  return row;
}

function report(cluster: TestCluster, clientStatus: 'failed' | 'running', healthy: boolean): void {
  cluster.append(subjects.client(IDS.node), {
    type: 'AllocationStatusReported',
    v: 1,
    allocId: IDS.alloc,
    clientStatus,
    clientDescription: '',
    tasks: {},
    deploymentHealth: { healthy, atMs: NOW_MS },
  });
}

/** An evaluation that finds no place for the group. */
function findsNoPlace(group: string): DomainEvent {
  return {
    type: 'EvaluationBlocked',
    v: 1,
    evaluation: {
      id: 'blocked',
      namespace: 'default',
      jobId: 'j',
      type: 'service',
      priority: 50,
      triggeredBy: 'queued-allocs',
    },
    queuedAllocations: { [group]: 1 },
    blockedOn: { classEligibility: {}, escapedComputedClass: true, snapshotSeq: 5 },
    failedGroups: { [group]: NO_METRIC },
  };
}

describe('what was last tried to place a failed allocation anew', () => {
  test.each([
    {
      title: 'no place was found for it',
      expected: { Events: [], LastReschedule: 'no placement' },
    },
    { title: 'no place was found for another group', group: 'other', expected: null },
    { title: 'it is not due yet', policy: { delayMs: 60_000 }, expected: null },
    { title: 'its policy allows no attempt', policy: { attempts: 0 }, expected: null },
  ])('$title', ({ group = 'g', policy, expected }) => {
    const cluster = running(policy);
    report(cluster, 'failed', false);
    cluster.append(subjects.evaluation('default', 'j'), findsNoPlace(group));
    expect(rescheduleTrackerOf(cluster.state, rowOf(cluster))).toEqual(expected);
  });

  test('it was placed', () => {
    const cluster = running();
    const previousAllocId = 'a0';
    const attempt = { atMs: 1_000, previousAllocId, previousNodeId: 'n0', delayMs: 5_000 };
    const row = { ...rowOf(cluster), reschedules: [attempt] };
    expect(rescheduleTrackerOf(cluster.state, row)).toEqual({
      Events: [{ RescheduleTime: 1e9, PrevAllocID: 'a0', PrevNodeID: 'n0', Delay: 5e9 }],
      LastReschedule: 'ok',
    });
  });
});

test.each([
  { title: 'healthy', healthy: true, expected: null },
  { title: 'unhealthy', healthy: false, expected: true },
])('its deployment wants another one in the place of what is $title', ({ healthy, expected }) => {
  const cluster = running();
  report(cluster, 'running', healthy);
  expect(desiredTransitionOf(cluster.state, rowOf(cluster)).Reschedule).toBe(expected);
});
