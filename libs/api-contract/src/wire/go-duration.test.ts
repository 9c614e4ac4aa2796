import { expect, test } from '@jest/globals';
import { goDuration } from './go-duration.ts';

test.each([
  [86_400_000, '24h0m0s'],
  [90_000, '1m30s'],
  [3_600_500, '1h0m0.5s'],
  [15_000, '15s'],
  [250, '250ms'],
  [0, '0s'],
])('%d ms is %s', (ms, expected) => {
  expect(goDuration(ms)).toBe(expected);
});
