import { expect, test } from '@jest/globals';
import { isTold } from './metric-filter.ts';

test.each([
  { title: 'without prefixes the default holds', prefixes: [], isDefault: true, told: true },
  { title: 'or does not', prefixes: [], isDefault: false, told: false },
  { title: 'a prefix allows', prefixes: ['+nomad.raft'], isDefault: false, told: true },
  { title: 'a prefix forbids', prefixes: ['-nomad.raft'], isDefault: true, told: false },
  { title: 'another one does not matter', prefixes: ['-nomad.job'], isDefault: true, told: true },
  {
    title: 'the longest one decides',
    prefixes: ['-nomad.raft', '+nomad.raft.applied'],
    isDefault: true,
    told: true,
  },
  {
    title: 'of two alike the one that forbids',
    prefixes: ['+nomad.raft', '-nomad.raft'],
    isDefault: true,
    told: false,
  },
])('$title', ({ prefixes, isDefault, told }) => {
  expect(isTold('nomad.raft.appliedIndex', { prefixes, isDefault })).toBe(told);
});
