import { expect, test } from '@jest/globals';
import { parseDurationMs } from './duration.ts';

test.each([
  ['0', 0],
  ['250ms', 250],
  ['1m30s', 90_000],
  ['1.5h', 5_400_000],
  ['2us', 0.002],
  ['', undefined],
  ['10', undefined],
  ['-1s', undefined],
  ['1 s', undefined],
])('%j is %p ms', (input, expected) => {
  expect(parseDurationMs(input)).toBe(expected);
});
