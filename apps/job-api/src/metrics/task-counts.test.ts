import { expect, test } from '@jest/globals';
import { taskCountsOf } from './task-counts.ts';

test.each([
  { title: 'a start', type: 'Started', details: {}, counts: ['running'] },
  { title: 'a restart', type: 'Restarting', details: {}, counts: ['restart'] },
  { title: 'a good end', type: 'Terminated', details: { exit_code: '0' }, counts: ['complete'] },
  { title: 'a bad end', type: 'Terminated', details: { exit_code: '1' }, counts: ['failed'] },
  {
    title: 'an end for want of memory',
    type: 'Terminated',
    details: { exit_code: '137', oom_killed: 'true' },
    counts: ['failed', 'oom_killed'],
  },
  { title: 'anything else', type: 'Received', details: {}, counts: [] },
])('$title counts as $counts', ({ type, details, counts }) => {
  expect(taskCountsOf({ type, atMs: 1, displayMessage: '', details })).toEqual(counts);
});
