import { expect, test } from '@jest/globals';
import { HeapTrim } from './heap-trim.ts';

test('memory is given back once nothing has happened for 10 s', () => {
  let nowMs = 0;
  let due: { readonly atMs: number; readonly act: () => void } | undefined;
  let collections = 0;
  const passes = (ms: number): void => {
    nowMs += ms;
    if (due === undefined || due.atMs > nowMs) return;
    due.act();
    due = undefined;
  };
  const time = {
    nowMs: () => nowMs,
    monotonicMs: () => nowMs,
    after: (delayMs: number, act: () => void) => {
      due = { atMs: nowMs + delayMs, act };
      return () => (due = undefined);
    },
  };
  const trim = new HeapTrim(time, () => (collections += 1));
  passes(9_000);
  trim.noteWork();
  passes(9_000);
  expect(collections).toBe(0);
  passes(1_000);
  expect(collections).toBe(1);
  passes(60_000);
  expect(collections).toBe(1);
  trim.noteWork();
  trim.stop();
  passes(60_000);
  expect(collections).toBe(1);
});
