import { setImmediate } from 'node:timers/promises';
import { beforeEach, expect, test } from '@jest/globals';
import { OnceATurn } from './once-a-turn.ts';

let made = 0;
const make = () => (made += 1);
beforeEach(() => {
  made = 0;
});

test('what the same queries get of one state is made once', () => {
  const once = new OnceATurn<number>();
  expect([once.get('a', 7, make), once.get('a', 7, make)]).toEqual([1, 1]);
});

test('another query, and another state, get their own', () => {
  const once = new OnceATurn<number>();
  expect([once.get('a', 7, make), once.get('b', 7, make)]).toEqual([1, 2]);
  expect(once.get('a', 8, make)).toBe(3);
});

test('nothing is kept beyond the turn of the event loop', async () => {
  const once = new OnceATurn<number>();
  once.get('a', 7, make);
  await setImmediate();
  expect(once.get('a', 7, make)).toBe(2);
});
