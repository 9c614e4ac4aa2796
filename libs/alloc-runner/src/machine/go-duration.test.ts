import { expect, test } from '@jest/globals';
import { goDuration } from './go-duration.ts';

test.each([
  { ms: 0, expected: '0s' },
  { ms: 0.000_5, expected: '500ns' },
  { ms: 0.25, expected: '250µs' },
  { ms: 250, expected: '250ms' },
  { ms: 5_000, expected: '5s' },
  { ms: 16_882.677_307, expected: '16.882677307s' },
  { ms: 90_000, expected: '1m30s' },
  { ms: 1_800_000, expected: '30m0s' },
  { ms: 86_400_000, expected: '24h0m0s' },
])('$ms ms is written $expected', ({ ms, expected }) => {
  expect(goDuration(ms)).toBe(expected);
});
