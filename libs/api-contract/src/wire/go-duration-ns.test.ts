import { expect, test } from '@jest/globals';
import { DurationNsOrText, nanosOf } from './go-duration-ns.ts';

test.each([
  ['24h0m0s', 86_400e9],
  ['1m30s', 90e9],
  ['1.5s', 1.5e9],
  ['250ms', 250e6],
  ['0', 0],
  ['', 0],
  [42, 42],
])('%j is %i ns', (duration, nanos) => {
  expect(nanosOf(DurationNsOrText.parse(duration) ?? -1)).toBe(nanos);
});

test.each(['1 day', '24', 'h', '-1s'])('%j is none', (text) => {
  expect(DurationNsOrText.safeParse(text).success).toBe(false);
});
