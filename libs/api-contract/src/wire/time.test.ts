import { expect, test } from '@jest/globals';
import { nsOfMs, timestampOf } from './time.ts';

test.each([
  { ms: 0, text: '1970-01-01T00:00:00Z' },
  { ms: 951_782_400_000, text: '2000-02-29T00:00:00Z' },
  { ms: 1_795_370_474_914, text: '2026-11-22T18:01:14.914Z' },
  { ms: 1_795_370_474_900, text: '2026-11-22T18:01:14.9Z' },
  { ms: 4_107_542_399_999, text: '2100-02-28T23:59:59.999Z' },
])('$ms ms is $text', ({ ms, text }) => {
  expect(timestampOf(ms)).toBe(text);
});

test('agrees with the platform on every day of four centuries', () => {
  const wrong = [];
  for (let day = 0; day < 146_097; day += 1) {
    const ms = day * 86_400_000 + 3_723_000;
    if (timestampOf(ms) !== new Date(ms).toISOString().replace('.000', '')) wrong.push(ms);
  }
  expect(wrong).toEqual([]);
});

test('nanoseconds of a whole millisecond print exactly, beyond 2^53', () => {
  expect(JSON.stringify(nsOfMs(1_795_370_474_914))).toBe('1795370474914000000');
});
