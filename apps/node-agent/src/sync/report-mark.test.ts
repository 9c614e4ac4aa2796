import { expect, test } from '@jest/globals';
import type { AllocationStatusReported } from '@steppe/domain';
import { markAfter, markUnknown, reportOf } from './report-mark.ts';

const STATUS = {
  revision: 1,
  allocId: 'a1',
  clientStatus: 'running',
  clientDescription: '',
  tasks: {},
  services: [],
} as const;
const report: AllocationStatusReported = {
  type: 'AllocationStatusReported',
  v: 1,
  allocId: 'a1',
  clientStatus: 'running',
  clientDescription: '',
  tasks: {},
};

test('what is in the log is not told again', () => {
  expect(reportOf(STATUS, markAfter(undefined, { report, seq: 5 }))).toBe(undefined);
});

test.each([
  { title: 'known before', before: markAfter(undefined, { report, seq: 4 }) },
  { title: 'of which nothing was known', before: undefined },
])('an allocation $title that is lost touch with is told again', ({ before }) => {
  const unknown = markUnknown(before, 7);
  expect(reportOf(STATUS, unknown)).toMatchObject({ clientStatus: 'running' });
  // That an older report is in the log is only known now, since its answer was lost.
  expect(reportOf(STATUS, markAfter(unknown, { report, seq: 5 }))).toMatchObject({
    clientStatus: 'running',
  });
  expect(reportOf(STATUS, markAfter(unknown, { report, seq: 8 }))).toBe(undefined);
});

test('one that ended is not told again', () => {
  const ended = { ...report, clientStatus: 'complete' } as const;
  const mark = markUnknown(markAfter(undefined, { report: ended, seq: 4 }), 7);
  expect(mark.clientStatus).toBe('complete');
});
