import { expect, test } from '@jest/globals';
import { parseCron } from './cron-spec.ts';
import { nextLaunch } from './next-launch.ts';
import { TimeZone } from './time-zone.ts';

/** The next launches after a time, in UTC. */
function launches(cron: string, zoneName: string, after: string, count: number): string[] {
  const [spec, zone] = [parseCron(cron), new TimeZone(zoneName)];
  const times: string[] = [];
  let afterMs: number | undefined = Date.parse(after);
  while (times.length < count && afterMs !== undefined) {
    afterMs = nextLaunch(spec, zone, afterMs);
    if (afterMs !== undefined) times.push(new Date(afterMs).toISOString().replace(':00.000Z', 'Z'));
  }
  return times;
}

test.each([
  [
    'every quarter of an hour',
    '*/15 * * * *',
    'UTC',
    '2026-11-22T20:50:00Z',
    ['2026-11-22T21:00Z', '2026-11-22T21:15Z'],
  ],
  ['every hour', '@hourly', 'UTC', '2026-12-31T23:00:00Z', ['2027-01-01T00:00Z']],
  ['a time zone', '30 9 * * *', 'Asia/Kolkata', '2026-11-22T00:00:00Z', ['2026-11-22T04:00Z']],
  ['weekdays by name', '0 12 * * MON-FRI', 'UTC', '2026-11-20T12:00:00Z', ['2026-11-23T12:00Z']],
  ['Sunday as 7', '0 0 * * 7', 'UTC', '2026-11-21T00:00:00Z', ['2026-11-22T00:00Z']],
  [
    'a date or a weekday',
    '0 0 13 * FRI',
    'UTC',
    '2026-11-11T00:00:00Z',
    ['2026-11-13T00:00Z', '2026-11-20T00:00Z'],
  ],
  [
    'the last day',
    '0 0 L * *',
    'UTC',
    '2028-02-01T00:00:00Z',
    ['2028-02-29T00:00Z', '2028-03-31T00:00Z'],
  ],
  ['a leap day', '0 0 29 2 *', 'UTC', '2026-01-01T00:00:00Z', ['2028-02-29T00:00Z']],
  ['a year', '0 0 1 1 * 2030', 'UTC', '2026-01-01T00:00:00Z', ['2030-01-01T00:00Z']],
  ['seconds', '30 0 0 1 1 * *', 'UTC', '2026-06-01T00:00:00Z', ['2027-01-01T00:00:30.000Z']],
  ['a day that never comes', '0 0 30 2 *', 'UTC', '2026-01-01T00:00:00Z', []],
  [
    'an hour that is left out',
    '30 2 * * *',
    'Europe/Berlin',
    '2027-03-27T12:00:00Z',
    ['2027-03-28T01:00Z', '2027-03-29T00:30Z'],
  ],
  [
    'an hour that comes twice',
    '30 2 * * *',
    'Europe/Berlin',
    '2026-10-24T12:00:00Z',
    ['2026-10-25T00:30Z', '2026-10-26T01:30Z'],
  ],
  [
    'every hour over a change back',
    '0 * * * *',
    'Europe/Berlin',
    '2026-10-24T23:30:00Z',
    ['2026-10-25T00:00Z', '2026-10-25T01:00Z', '2026-10-25T02:00Z'],
  ],
  [
    'every hour over a change forward',
    '0 * * * *',
    'Europe/Berlin',
    '2027-03-27T23:30:00Z',
    ['2027-03-28T00:00Z', '2027-03-28T01:00Z', '2027-03-28T02:00Z'],
  ],
  [
    'a change by half an hour',
    '45 1 * * *',
    'Australia/Lord_Howe',
    '2027-04-03T00:00:00Z',
    ['2027-04-03T14:45Z', '2027-04-04T15:15Z'],
  ],
])('%s', (_title, cron, zone, after, expected) => {
  expect(launches(cron, zone, after, Math.max(1, expected.length))).toEqual(expected);
});

test.each([
  ['* * * *', 'cron: "* * * *" has 4 fields, not 5 to 7'],
  ['60 * * * *', 'cron: "60" is no value of the minutes field (0-59)'],
  ['5-1 * * * *', 'cron: "5-1" is no value of the minutes field (0-59)'],
  ['*/0 * * * *', 'cron: "*/0" is no value of the minutes field (0-59)'],
  ['* * * FOO *', 'cron: "FOO" is no value of the months field (1-12)'],
])('%s is refused', (cron, message) => {
  expect(() => parseCron(cron)).toThrow(message);
});

test('a time zone that does not exist is refused', () => {
  expect(() => new TimeZone('Mars/Base')).toThrow('unknown time zone Mars/Base');
});
