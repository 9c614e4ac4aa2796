import { describe, expect, test } from '@jest/globals';
import { passesFilter } from './apply-filter.ts';
import { parseFilter } from './parse-filter.ts';

const job = {
  ID: 'web',
  Priority: 50,
  Stop: false,
  Datacenters: ['dc1', 'dc2'],
  Meta: { owner: 'team-a' },
  JobSummary: { Namespace: 'default' },
  ParentID: '',
};
const fields = new Set([...Object.keys(job), 'Unset']);
const passes = (source: string) => passesFilter(parseFilter(source), job, fields);

test.each([
  { source: 'ID == "web"', expected: true },
  { source: 'ID == web', expected: true },
  { source: 'ID != "web"', expected: false },
  { source: 'Priority == 50', expected: true },
  { source: 'Stop == false', expected: true },
  { source: 'ID matches "^w"', expected: true },
  { source: 'ID not matches "^w"', expected: false },
  { source: 'Datacenters contains dc2', expected: true },
  { source: '"dc3" in Datacenters', expected: false },
  { source: '"dc3" not in Datacenters', expected: true },
  { source: 'ID contains "e"', expected: true },
  { source: 'Meta contains owner', expected: true },
  { source: 'Meta.owner == "team-a"', expected: true },
  { source: 'Meta["owner"] == `team-a`', expected: true },
  { source: '"/Meta/owner" == "team-a"', expected: true },
  { source: 'JobSummary.Namespace == default', expected: true },
  { source: 'ParentID is empty', expected: true },
  { source: 'Meta is not empty', expected: true },
  { source: 'Unset is empty', expected: true },
  { source: 'Unset is nil', expected: true },
  { source: 'Stop is not nil', expected: false },
  { source: 'Meta is not nil', expected: true },
  { source: 'Meta.constructor is empty', expected: true },
  { source: 'not Stop == true and (ID == "x" or Priority == 50)', expected: true },
  { source: 'ID == "x" or ID == "y" and Stop == false', expected: false },
])('$source is $expected', ({ source, expected }) => {
  expect(passes(source)).toBe(expected);
});

describe('faults', () => {
  test.each([
    { source: 'bogus', says: 'failed to read filter expression: 1:6 (5): no match found' },
    { source: 'Nope == 1', says: `couldn't find key: struct field with name "Nope"` },
    { source: '(ID == x', says: 'expected ")"' },
    { source: 'ID == x y', says: 'expected "and", "or" or the end' },
    { source: 'ID matches "("', says: 'not a regular expression' },
    { source: 'ID = x', says: 'unexpected' },
    { source: 'ID is full', says: 'expected "empty"' },
    { source: '"x" == y', says: 'expected a field' },
    { source: '('.repeat(4000), says: 'nested deeper than 50' },
    { source: 'not '.repeat(1000), says: 'nested deeper than 50' },
    { source: `ID == ${'x'.repeat(5000)}`, says: 'longer than 4096 characters' },
  ])('$says', ({ source, says }) => {
    expect(() => passes(source)).toThrow(says);
  });
});

test('a pattern that would take for ever elsewhere takes no time', () => {
  const item = { ID: `${'a'.repeat(50_000)}!` };
  expect(passesFilter(parseFilter('ID matches "^(a+)+$"'), item, fields)).toBe(false);
});
