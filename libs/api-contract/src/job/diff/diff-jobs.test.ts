import { describe, expect, test } from '@jest/globals';
import type { WireJob } from '../wire-job.ts';
import { diffJobs } from './diff-jobs.ts';

/** A job with one group of one task. */
const jobOf = (task: object = {}, group: object = {}): WireJob => ({
  ID: 'j',
  TaskGroups: [
    { Name: 'g', Count: 2, Tasks: [{ Name: 't', Driver: 'docker', ...task }], ...group },
  ],
});

const notesOn = (before: WireJob, after: WireJob) => {
  const [group] = diffJobs(before, after, {}).TaskGroups ?? [];
  return {
    task: group?.Tasks?.find(({ Name }) => Name === 't')?.Annotations ?? null,
    count: group?.Fields?.find(({ Name }) => Name === 'Count')?.Annotations ?? null,
  };
};

describe('which edited task fields are noted in-place and which destructive', () => {
  const replaced = ['forces create/destroy update'];
  const inPlace = ['forces in-place update'];
  test.each([
    { title: 'nothing', task: {}, notes: null },
    { title: 'driver', task: { Driver: 'exec' }, notes: replaced },
    { title: 'environment', task: { Env: { A: 'b' } }, notes: replaced },
    { title: 'an option of the driver', task: { Config: { image: 'y' } }, notes: replaced },
    { title: 'resources', task: { Resources: { CPU: 9 } }, notes: replaced },
    { title: 'kill timeout', task: { KillTimeout: 9 }, notes: inPlace },
    { title: 'log rotation', task: { LogConfig: { MaxFiles: 9 } }, notes: inPlace },
    { title: 'a service', task: { Services: [{ Name: 's' }] }, notes: inPlace },
    {
      title: 'a constraint',
      task: { Constraints: [{ LTarget: 'a', Operand: '=', RTarget: 'b' }] },
      notes: inPlace,
    },
    { title: 'both kinds', task: { KillTimeout: 9, User: 'x' }, notes: replaced },
  ])('$title: $notes', ({ task, notes }) => {
    expect(notesOn(jobOf(), jobOf(task)).task).toEqual(notes);
  });
});

test.each([
  { title: 'a task that comes', before: [], after: [{ Name: 't' }], notes: ['forces create'] },
  { title: 'a task that goes', before: [{ Name: 't' }], after: [], notes: ['forces destroy'] },
])('$title', ({ before, after, notes }) => {
  const [old, now] = [before, after].map((Tasks) => jobOf({}, { Tasks }));
  expect(notesOn(old ?? jobOf(), now ?? jobOf()).task).toEqual(notes);
});

test.each([
  { count: 3, notes: ['forces create'] },
  { count: 1, notes: ['forces destroy'] },
  { count: 2, notes: null },
])('a count of 2 that becomes $count: $notes', ({ count, notes }) => {
  expect(notesOn(jobOf(), jobOf({}, { Count: count })).count).toEqual(notes);
});
