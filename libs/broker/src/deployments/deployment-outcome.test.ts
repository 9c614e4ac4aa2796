import { expect, test } from '@jest/globals';
import type { DeploymentProgress, DeploymentRow } from '@steppe/domain';
import { hasMoreToPlace } from './deployment-outcome.ts';

/** A deployment of three allocations that has come so far. */
function rowOf(progress: Partial<DeploymentProgress>, desiredCanaries = 0): DeploymentRow {
  const group = {
    desiredTotal: 3,
    desiredCanaries,
    autoRevert: false,
    autoPromote: false,
    progressDeadlineMs: 600_000,
  };
  return {
    deployment: {
      id: 'd1',
      namespace: 'default',
      jobId: 'web',
      jobVersion: 0,
      jobSeq: 1,
      evalPriority: 50,
      groups: { app: group },
    },
    status: 'running',
    statusDescription: '',
    progress: {
      app: {
        placedAllocs: 0,
        goneAllocs: 0,
        healthyAllocs: 0,
        unhealthyAllocs: 0,
        placedCanaries: [],
        promoted: false,
        requireProgressByMs: undefined,
        ...progress,
      },
    },
    createSeq: 1,
    modifySeq: 1,
    createdAtMs: 0,
    modifiedAtMs: 0,
  };
}

test.each([
  { title: 'some are still to be placed', progress: { placedAllocs: 2 }, expected: true },
  { title: 'all are placed', progress: { placedAllocs: 3 }, expected: false },
  {
    title: 'one of them was lost before it was healthy',
    progress: { placedAllocs: 3, goneAllocs: 1 },
    expected: true,
  },
  {
    title: 'one is unhealthy, and may be replaced',
    progress: { placedAllocs: 3, unhealthyAllocs: 1 },
    expected: true,
  },
  { title: 'it has canaries', progress: { placedAllocs: 3 }, canaries: 1, expected: true },
])('whether the scheduler has more to do when $title: $expected', (one) => {
  expect(hasMoreToPlace(rowOf(one.progress, one.canaries))).toBe(one.expected);
});
