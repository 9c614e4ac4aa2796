import { expect, test } from '@jest/globals';
import { pointInTime } from './time-travel.ts';

const nowMs = new Date(2026, 10, 28, 9, 30).getTime();
const local = (...[day, hours, minutes, seconds = 0]: number[]) =>
  new Date(2026, 10, day, hours, minutes, seconds).toISOString();

test.each([
  { title: 'an index', text: '1234', expected: '1234' },
  { title: 'a time of today', text: '03:12', expected: local(28, 3, 12) },
  {
    title: 'a time to come today is one of yesterday',
    text: '23:50:07',
    expected: local(27, 23, 50, 7),
  },
  { title: 'how long ago', text: '1h30m', expected: local(28, 8, 0) },
  { title: 'a whole time', text: '2026-11-27T03:12:00Z', expected: '2026-11-27T03:12:00.000Z' },
])('$title', ({ text, expected }) => {
  expect(pointInTime(text, nowMs)).toBe(expected);
});

test.each(['noon', '25:00', '5 apples', '2026-13-01', '-5'])('%s is no point in time', (text) => {
  expect(() => pointInTime(text, nowMs)).toThrow(/^Failed to parse -at/);
});
