import { expect, test } from '@jest/globals';
import { planRetention } from './plan-retention.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const nowMs = 100 * DAY_MS;

/** Snapshots so many hours old, the newest first; the older, the lower the seq. */
const aged = (...hours: number[]) =>
  hours.map((age) => ({ seq: 10_000 - age, takenAtMs: nowMs - age * HOUR_MS, sizeBytes: 1 }));

test.each([
  { title: 'keeps the newest, however close', hours: [1, 2, 3, 4], remove: [], trim: undefined },
  {
    title: 'keeps the first of each day of those before',
    hours: [1, 2, 3, 4, 5, 6, 30, 40, 60],
    remove: [5, 30],
    trim: undefined,
  },
  {
    title: 'trims the log before the newest snapshot that is beyond the window',
    hours: [1, 2, 3, 4, 100, 200, 300],
    remove: [300],
    trim: 200,
  },
  {
    title: 'trims nothing while only one of the newest is beyond the window',
    hours: [200],
    remove: [],
    trim: undefined,
  },
])('$title', ({ hours, remove, trim }) => {
  expect(planRetention(aged(...hours), { nowMs, retentionMs: 7 * DAY_MS })).toEqual({
    remove: remove.map((age) => 10_000 - age),
    trimBeforeSeq: trim === undefined ? undefined : 10_000 - trim + 1,
  });
});
