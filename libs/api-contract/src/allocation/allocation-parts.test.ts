import { expect, test } from '@jest/globals';
import type { AllocationRow } from '@steppe/domain';
import { allocStatesOf, deploymentStatusOf } from './allocation-parts.ts';

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
