import * as fc from 'fast-check';
import { expect, test } from '@jest/globals';
import { civilDayOf, DAY_MS, dayNumberOf, daysInMonth, weekdayOf } from './civil-day.ts';

test.each([
  { dayNumber: 0, expected: { year: 1970, month: 1, day: 1 }, weekday: 4 },
  { dayNumber: -1, expected: { year: 1969, month: 12, day: 31 }, weekday: 3 },
  { dayNumber: 11_016, expected: { year: 2000, month: 2, day: 29 }, weekday: 2 },
  { dayNumber: 20_779, expected: { year: 2026, month: 11, day: 22 }, weekday: 0 },
])(
  'day $dayNumber is $expected.year-$expected.month-$expected.day',
  ({ dayNumber, expected, weekday }) => {
    expect(civilDayOf(dayNumber)).toEqual(expected);
    expect(dayNumberOf(expected)).toBe(dayNumber);
    expect(weekdayOf(dayNumber)).toBe(weekday);
  },
);

test.each([
  { year: 2024, month: 2, days: 29 },
  { year: 2100, month: 2, days: 28 },
  { year: 2026, month: 12, days: 31 },
])('$year-$month has $days days', ({ year, month, days }) => {
  expect(daysInMonth({ year, month })).toBe(days);
});

test('agrees with the platform for any day of the years 0 to 9999', () => {
  fc.assert(
    fc.property(fc.integer({ min: -719_528, max: 2_932_896 }), (dayNumber) => {
      const date = new Date(dayNumber * DAY_MS);
      expect(civilDayOf(dayNumber)).toEqual({
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
      });
      expect(weekdayOf(dayNumber)).toBe(date.getUTCDay());
    }),
  );
});
