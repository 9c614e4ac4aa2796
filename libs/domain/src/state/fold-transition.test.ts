import { expect, test } from '@jest/globals';
import { subjects } from '../events/subjects.ts';
import {
  createsDeployment,
  type Entry,
  places,
  registersJob,
  registersNode,
  stateAfter,
} from './fold.fixtures.ts';

const before = [registersNode, registersJob(), createsDeployment(2), places('a1', 2)];

const sees = (healthy: boolean): Entry => [
  subjects.deployment('default', 'hello'),
  { type: 'AllocationHealthSet', v: 1, allocId: 'a1', healthy },
];

test.each([
  { title: 'healthy', entries: [sees(true)], expected: [true, 1, 0] },
  { title: 'healthy no more', entries: [sees(true), sees(false)], expected: [false, 0, 1] },
])('an allocation that a person sees $title counts for its deployment', ({ entries, expected }) => {
  const { allocs, deployments } = stateAfter([...before, ...entries]);
  const progress = deployments.get('d0')?.progress['example'];
  expect([
    allocs.get('a1')?.health?.healthy,
    progress?.healthyAllocs,
    progress?.unhealthyAllocs,
  ]).toEqual(expected);
});

test.each([
  { type: 'AllocationMigrationRequested', field: 'migrateRequested' },
  { type: 'AllocationRescheduleForced', field: 'rescheduleForced' },
  { type: 'AllocationShutdownDelaySkipped', field: 'shutdownDelaySkipped' },
] as const)('$type is on the allocation, and changes no other', ({ type, field }) => {
  const wish: Entry = [subjects.node('n1'), { type, v: 1, allocId: 'a1' }];
  const forgotten: Entry = [subjects.node('n1'), { type, v: 1, allocId: 'gone' }];
  const { allocs } = stateAfter([...before, places('a2', 2, 20_002), wish, forgotten]);
  expect(allocs.get('a1')).toMatchObject({ [field]: true, modifySeq: 6, allocModifySeq: 6 });
  expect(allocs.get('a2')?.[field] ?? false).toBe(false);
  expect([...allocs.keys()]).toEqual(['a1', 'a2']);
});

test('a migration may be called a reschedule', () => {
  const asked = { type: 'AllocationMigrationRequested', v: 1 } as const;
  const { allocs } = stateAfter([
    ...before,
    places('a2', 2, 20_002),
    [subjects.node('n1'), { ...asked, allocId: 'a1', rescheduled: true }],
    [subjects.node('n1'), { ...asked, allocId: 'a2' }],
  ]);
  const flags = ['a1', 'a2'].map((id) => allocs.get(id)?.rescheduleRequested);
  expect(flags).toEqual([true, undefined]);
});

test('AllocationRescheduleDelayed names the evaluation that will replace it, and leaves the time of its failure', () => {
  const delayed = { type: 'AllocationRescheduleDelayed', v: 1, followupEvalId: 'e9' } as const;
  const entries: Entry[] = ['a1', 'gone'].map((allocId) => [
    subjects.node('n1'),
    { ...delayed, allocId },
  ]);
  const modifiedAtMs = stateAfter(before).allocs.get('a1')?.modifiedAtMs;
  const { allocs } = stateAfter([...before, ...entries]);
  expect(allocs.get('a1')).toMatchObject({ followupEvalId: 'e9', allocModifySeq: 5, modifiedAtMs });
  expect([...allocs.keys()]).toEqual(['a1']);
});
