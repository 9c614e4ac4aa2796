import { expect, test } from '@jest/globals';
import { RequestRate } from './request-rate.ts';

/** How many of so many requests at one moment are admitted. */
function admitted(rate: RequestRate, count: number, { from = 'a', atMs = 0 } = {}): number {
  let sum = 0;
  for (let i = 0; i < count; i++) if (rate.ask(from, atMs) === 0) sum += 1;
  return sum;
}

test("two seconds' worth may come at once, then as many as the rate allows", () => {
  const rate = new RequestRate(10);
  expect(admitted(rate, 50)).toBe(20);
  expect(admitted(rate, 50, { atMs: 500 })).toBe(5);
  expect(admitted(rate, 50, { atMs: 60_000 })).toBe(20);
});

test('who must wait is told how long', () => {
  const rate = new RequestRate(4);
  admitted(rate, 8);
  expect(rate.ask('a', 0)).toBe(250);
  expect(rate.ask('a', 100)).toBeCloseTo(150);
  expect(rate.ask('a', 250)).toBe(0);
});

test('addresses do not take from one another', () => {
  const rate = new RequestRate(1);
  expect([admitted(rate, 9), admitted(rate, 9, { from: 'b' })]).toEqual([2, 2]);
});

test('quiet addresses are forgotten, and those that ask are not', () => {
  const rate = new RequestRate(1);
  for (let i = 0; i < 10_000; i++) rate.ask(`quiet ${i}`, 0);
  admitted(rate, 2, { from: 'busy', atMs: 2_500 });
  rate.ask('new', 2_600);
  expect(admitted(rate, 9, { from: 'busy', atMs: 2_600 })).toBe(0);
});
