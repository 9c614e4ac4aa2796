import { expect, test } from '@jest/globals';
import { changedMeta, type MetaChanges, mergeChanges } from './meta-changes.ts';

const CONFIGURED = { rack: 'r1' };

test.each<{
  title: string;
  known: MetaChanges;
  more: MetaChanges;
  kept: MetaChanges;
  meta: object;
}>([
  { title: 'set', known: {}, more: { a: '1' }, kept: { a: '1' }, meta: { rack: 'r1', a: '1' } },
  {
    title: 'set anew',
    known: { a: '1' },
    more: { a: '2' },
    kept: { a: '2' },
    meta: { rack: 'r1', a: '2' },
  },
  { title: 'unset', known: { a: '1' }, more: { a: null }, kept: {}, meta: { rack: 'r1' } },
  {
    title: 'unset over the configuration',
    known: {},
    more: { rack: null },
    kept: { rack: null },
    meta: {},
  },
  {
    title: 'set over the configuration',
    known: { rack: null },
    more: { rack: 'r2' },
    kept: { rack: 'r2' },
    meta: { rack: 'r2' },
  },
])('metadata is $title', ({ known, more, kept, meta }) => {
  const changes = mergeChanges(known, more, CONFIGURED);
  expect([changes, changedMeta(CONFIGURED, changes)]).toEqual([kept, meta]);
});
