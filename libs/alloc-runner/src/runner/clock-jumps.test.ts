import { expect, test } from '@jest/globals';
import { ClockJumps } from './clock-jumps.ts';

test('a clock that was set is noticed once, and one that just goes is not', () => {
  let [nowMs, monotonicMs] = [1_000_000, 0];
  const jumps = new ClockJumps({
    nowMs: () => nowMs,
    monotonicMs: () => monotonicMs,
    after: () => () => undefined,
  });
  const passed = (ms: number, byMs = ms): number => {
    monotonicMs += ms;
    nowMs += byMs;
    return jumps.take();
  };
  expect(passed(60_000)).toBe(0);
  expect(passed(10, 10 - 3_600_000)).toBe(-3_600_000);
  expect(passed(60_000)).toBe(0);
  expect(passed(10, 10 + 7_200_000)).toBe(7_200_000);
  // Drawn near bit by bit: noticed once it is worth it.
  expect([passed(1_000, 1_400), passed(1_000, 1_400), passed(1_000, 1_400)]).toEqual([0, 0, 1_200]);
});
