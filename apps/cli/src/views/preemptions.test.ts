import { expect, test } from '@jest/globals';
import { plain, stub } from '../testing/wire.ts';
import { preemptionsBlock } from './preemptions.ts';

const victims = (count: number, jobs: number) =>
  Array.from({ length: count }, (_, i) =>
    stub({ JobID: `low${i % jobs}`, JobType: 'batch', TaskGroup: 'app' }),
  );

test('a few allocations are listed', () => {
  expect(preemptionsBlock([stub({ ID: '41d562a1', JobID: 'low', TaskGroup: 'app' })], plain()))
    .toBe(`\
Preemptions:

Alloc ID  Job ID  Task Group
41d562a1  low     app`);
});

test('many of few jobs are counted by job', () => {
  expect(preemptionsBlock(victims(12, 2), plain())).toBe(`\
Preemptions:

Job ID  Namespace  Job Type  Preemptions
low0    default    batch     6
low1    default    batch     6`);
});

test('many of many jobs are counted by type of job', () => {
  expect(preemptionsBlock(victims(12, 12), plain())).toBe(`\
Preemptions:

Job Type  Preemptions
batch     12`);
});
