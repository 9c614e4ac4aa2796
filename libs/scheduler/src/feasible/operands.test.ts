import { expect, test } from '@jest/globals';
import { comparisonOf } from './operands.ts';

const NONE = undefined;

test.each<
  [left: string | undefined, operand: string, right: string | undefined, expected: boolean]
>([
  ['linux', '=', 'linux', true],
  ['linux', '==', 'windows', false],
  ['linux', 'is', 'linux', true],
  [NONE, '=', 'linux', false],
  ['linux', '!=', 'windows', true],
  ['linux', 'not', 'linux', false],
  [NONE, '!=', 'linux', true],
  ['9', '<', '10', true],
  ['1.5', '<', '1.25', false],
  ['abc', '>', '5', true],
  ['b', '<=', 'b', true],
  ['10', '>=', '9', true],
  [NONE, '<', '10', false],
  ['', 'is_set', '', true],
  [NONE, 'is_set', '', false],
  [NONE, 'is_not_set', '', true],
  ['x', 'is_not_set', '', false],
  ['linux-5.10', 'regexp', '^linux-[0-9]+', true],
  ['linux', 'regexp', 'windows', false],
  ['linux', 'regexp', '(', false],
  ['a,b,c', 'set_contains', 'a, c', true],
  ['a,b', 'set_contains_all', 'a,c', false],
  ['a,b', 'set_contains_any', 'c,b', true],
  ['a,b', 'set_contains_any', 'c,d', false],
  ['x', 'no_such_operand', 'x', false],
])('%s %s %s is %s', (left, operand, right, expected) => {
  expect(comparisonOf(operand)(left, right)).toBe(expected);
});

test.each<[version: string, operand: 'version' | 'semver', constraint: string, expected: boolean]>([
  ['1.2.3', 'version', '>= 1.2, < 2.0', true],
  ['2.0.0', 'version', '>= 1.2, < 2.0', false],
  ['1.10.0', 'version', '> 1.9', true],
  ['1.7', 'version', '= 1.7.0', true],
  ['1.7.0.1', 'version', '> 1.7', true],
  ['v1.2.3', 'version', '1.2.3', true],
  ['1.2.3', 'version', '!= 1.2.3', false],
  ['1.2.9', 'version', '~> 1.2.3', true],
  ['1.3.0', 'version', '~> 1.2.3', false],
  ['1.9.0', 'version', '~> 1.2', true],
  ['2.0.0', 'version', '~> 1.2', false],
  ['1.3.0-beta1', 'version', '>= 0.6.1', false],
  ['1.7.0-alpha1', 'version', '>= 1.7.0-alpha1', true],
  ['1.3.0-beta1', 'semver', '>= 0.6.1', true],
  ['1.7.0-beta', 'semver', '< 1.7.0', true],
  ['1.7.0-beta.2', 'semver', '< 1.7.0-beta.11', true],
  ['1.7.0-alpha', 'semver', '< 1.7.0-alpha.1', true],
  ['1.7', 'semver', '>= 1.0.0', false],
  ['1.7.0', 'semver', '~> 1.6.0', false],
  ['not a version', 'version', '> 0.0.1', false],
  ['1.0.0', 'version', 'no constraint', false],
])('version %s meets %s %s: %s', (version, operand, constraint, expected) => {
  expect(comparisonOf(operand)(version, constraint)).toBe(expected);
});
