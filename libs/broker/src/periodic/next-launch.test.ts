import { describe, expect, test } from '@jest/globals';
import { parseCron } from './cron-spec.ts';
import { nextLaunch } from './next-launch.ts';
import { TimeZone } from './time-zone.ts';

/** The next launches of a cron expression after a time, in UTC, e.g. `2026-10-25T00:30Z`. */
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

type Launches = [title: string, cron: string, zone: string, after: string, expected: string[]];

const CLOCK_CHANGES: { rule: string; cases: Launches[] }[] = [
  {
    rule: 'when clocks are put forward, what they leave out is launched at that moment',
    cases: [
      [
        'a daily launch',
        '30 2 * * *',
        'Europe/Berlin',
        '2027-03-27T12:00Z',
        ['2027-03-28T01:00Z', '2027-03-29T00:30Z'],
      ],
      [
        'a weekly launch',
        '30 2 * * SUN',
        'Europe/Berlin',
        '2027-03-27T12:00Z',
        ['2027-03-28T01:00Z', '2027-04-04T00:30Z'],
      ],
      [
        'a launch once a year',
        '15 2 14 3 *',
        'America/New_York',
        '2027-01-01T00:00Z',
        ['2027-03-14T07:00Z', '2028-03-14T06:15Z'],
      ],
      [
        'a daily launch',
        '30 2 * * *',
        'America/New_York',
        '2027-03-13T12:00Z',
        ['2027-03-14T07:00Z', '2027-03-15T06:30Z'],
      ],
      [
        'midnight',
        '0 0 * * *',
        'America/Santiago',
        '2026-09-05T12:00Z',
        ['2026-09-06T04:00Z', '2026-09-07T03:00Z'],
      ],
      [
        'within half an hour',
        '15 2 * * *',
        'Australia/Lord_Howe',
        '2026-10-03T00:00Z',
        ['2026-10-03T15:30Z', '2026-10-04T15:15Z'],
      ],
      [
        'within two hours',
        '0 2 * * *',
        'Antarctica/Troll',
        '2027-03-27T12:00Z',
        ['2027-03-28T01:00Z', '2027-03-29T00:00Z'],
      ],
      [
        'several, together as one',
        '*/20 2 * * *',
        'Europe/Berlin',
        '2027-03-27T12:00Z',
        ['2027-03-28T01:00Z', '2027-03-29T00:00Z'],
      ],
      [
        'one together with what is due then',
        '0 2,3 * * *',
        'Europe/Berlin',
        '2027-03-27T12:00Z',
        ['2027-03-28T01:00Z', '2027-03-29T00:00Z'],
      ],
      [
        'every other hour',
        '0 */2 * * *',
        'Europe/Berlin',
        '2027-03-27T22:30Z',
        ['2027-03-27T23:00Z', '2027-03-28T01:00Z', '2027-03-28T02:00Z'],
      ],
      [
        'every hour, by half an hour',
        '15 * * * *',
        'Australia/Lord_Howe',
        '2026-10-03T14:30Z',
        ['2026-10-03T14:45Z', '2026-10-03T15:30Z', '2026-10-03T16:15Z'],
      ],
    ],
  },
  {
    rule: 'when clocks are put back, what comes twice is launched the first time',
    cases: [
      [
        'a daily launch',
        '30 2 * * *',
        'Europe/Berlin',
        '2026-10-24T12:00Z',
        ['2026-10-25T00:30Z', '2026-10-26T01:30Z'],
      ],
      [
        'a daily launch',
        '30 1 * * *',
        'America/New_York',
        '2026-10-31T12:00Z',
        ['2026-11-01T05:30Z', '2026-11-02T06:30Z'],
      ],
      [
        'midnight',
        '0 0 * * *',
        'America/Havana',
        '2026-10-31T12:00Z',
        ['2026-11-01T04:00Z', '2026-11-02T05:00Z'],
      ],
      [
        'within half an hour',
        '45 1 * * *',
        'Australia/Lord_Howe',
        '2027-04-03T00:00Z',
        ['2027-04-03T14:45Z', '2027-04-04T15:15Z'],
      ],
      [
        'within two hours',
        '0 2 * * *',
        'Antarctica/Troll',
        '2026-10-24T12:00Z',
        ['2026-10-25T00:00Z', '2026-10-26T02:00Z'],
      ],
      [
        'several',
        '*/20 2 * * *',
        'Europe/Berlin',
        '2026-10-24T12:00Z',
        ['2026-10-25T00:00Z', '2026-10-25T00:20Z', '2026-10-25T00:40Z', '2026-10-26T01:00Z'],
      ],
      [
        'every other hour',
        '0 */2 * * *',
        'Europe/Berlin',
        '2026-10-24T22:30Z',
        ['2026-10-25T00:00Z', '2026-10-25T03:00Z'],
      ],
      [
        'every hour, by half an hour',
        '45 * * * *',
        'Australia/Lord_Howe',
        '2027-04-03T14:00Z',
        ['2027-04-03T14:45Z', '2027-04-03T16:15Z'],
      ],
    ],
  },
  {
    rule: 'what the change makes no difference to goes on with the time that passes',
    cases: [
      [
        'every hour, forward',
        '0 * * * *',
        'Europe/Berlin',
        '2027-03-27T23:30Z',
        ['2027-03-28T00:00Z', '2027-03-28T01:00Z', '2027-03-28T02:00Z'],
      ],
      [
        'every hour at half past, forward',
        '30 * * * *',
        'Europe/Berlin',
        '2027-03-28T00:00Z',
        ['2027-03-28T00:30Z', '2027-03-28T01:30Z', '2027-03-28T02:30Z'],
      ],
      [
        'every hour, back',
        '0 * * * *',
        'Europe/Berlin',
        '2026-10-24T23:30Z',
        ['2026-10-25T00:00Z', '2026-10-25T01:00Z', '2026-10-25T02:00Z'],
      ],
      [
        'every hour by a list, back',
        '0 0-23 * * *',
        'America/New_York',
        '2026-11-01T04:30Z',
        ['2026-11-01T05:00Z', '2026-11-01T06:00Z', '2026-11-01T07:00Z'],
      ],
      [
        'every half hour, forward by as much',
        '*/30 * * * *',
        'Australia/Lord_Howe',
        '2026-10-03T14:45Z',
        ['2026-10-03T15:00Z', '2026-10-03T15:30Z', '2026-10-03T16:00Z'],
      ],
      [
        'every half hour, back by as much',
        '*/30 * * * *',
        'Australia/Lord_Howe',
        '2027-04-03T14:15Z',
        ['2027-04-03T14:30Z', '2027-04-03T15:00Z', '2027-04-03T15:30Z'],
      ],
    ],
  },
];

describe.each(CLOCK_CHANGES)('$rule', ({ cases }) => {
  test.each(cases)('%s: %s in %s', (_title, cron, zone, after, expected) => {
    expect(launches(cron, zone, after, expected.length)).toEqual(expected);
  });
});

test.each([
  'Africa/Cairo',
  'America/Havana',
  'America/New_York',
  'America/Santiago',
  'Antarctica/Troll',
  'Australia/Lord_Howe',
  'Europe/Berlin',
])('in a year a daily launch comes once on each day in %s, whatever its hour', (zone) => {
  const dateOf = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
  for (const hour of [0, 1, 2, 3, 23]) {
    const times = launches(`15 ${hour} * * *`, zone, '2026-12-31T12:00Z', 365);
    const dates = times.map((time) => dateOf.format(new Date(time)));
    expect(new Set(dates).size).toBe(365);
  }
});
