import { expect, test } from '@jest/globals';
import { ChangeJournal } from './change-journal.ts';

test('tells each follower what changed since its own mark', () => {
  const journal = new ChangeJournal();
  journal.record('a');
  const mark = journal.end;
  for (const id of ['a', 'b', 'c', 'a']) journal.record(id);
  expect(journal.since(0)).toEqual(['a', 'a', 'b', 'c', 'a']);
  expect(journal.since(mark)).toEqual(['a', 'b', 'c', 'a']);
  expect(journal.since(journal.end)).toEqual([]);
});

test('says when a mark is older than what it keeps', () => {
  const journal = new ChangeJournal();
  const first = journal.end;
  for (let i = 0; i < 70_000; i++) journal.record(`n${i}`);
  expect(journal.since(first)).toBeUndefined();
  expect(journal.since(journal.end - 2)).toEqual(['n69998', 'n69999']);
});
