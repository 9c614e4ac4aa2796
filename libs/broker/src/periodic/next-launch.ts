import { civilDayOf, DAY_MS, daysInMonth, type EpochMs, weekdayOf } from '@steppe/domain';
import type { CronSpec } from './cron-spec.ts';
import type { TimeZone } from './time-zone.ts';

/** An expression such as `0 0 30 2 *` never comes; it is given up on after so many days, a leap cycle over a century. */
const DAYS_MAX = 366 * 12;

/**
 * When a cron expression comes next after a time, by the clocks of a time zone; undefined when it does not.
 *
 * When clocks are put forward, a launch at a time that is left out comes at the moment of the change; when they are
 * put back, one at a time that comes twice comes the first time. An expression that would say the same with the
 * clocks left alone (every hour, or every quarter of one) just goes on with the time that passes: it has nothing to
 * make up for, and runs in both of the equal hours.
 */
export function nextLaunch(spec: CronSpec, zone: TimeZone, afterMs: EpochMs): EpochMs | undefined {
  const firstDay = Math.floor(zone.wallAt(afterMs) / DAY_MS);
  for (let day = firstDay; day < firstDay + DAYS_MAX; day += 1) {
    if (!isOnDay(spec, day)) continue;
    const next = firstOnDay(spec, { zone, day, afterMs });
    if (next !== undefined) return next;
  }
  return undefined;
}

/** A day that is given by date and by weekday comes by either, as in every cron. */
function isOnDay(spec: CronSpec, days: number): boolean {
  const { year, month, day } = civilDayOf(days);
  if (!spec.years.values.has(year) || !spec.months.values.has(month)) return false;
  const isLast = spec.onLastDay && day === daysInMonth({ year, month });
  const byDate = isLast || spec.daysOfMonth.values.has(day);
  const byWeekday = spec.weekdays.values.has(weekdayOf(days));
  if (spec.daysOfMonth.isOpen) return byWeekday;
  return spec.weekdays.isOpen ? byDate : byDate || byWeekday;
}

function firstOnDay(
  spec: CronSpec,
  { zone, day, afterMs }: { zone: TimeZone; day: number; afterMs: EpochMs },
): EpochMs | undefined {
  let first: EpochMs | undefined;
  const fromWallMs = zone.wallAt(afterMs) - CLOCK_CHANGE_MAX_MS;
  for (const wallMs of readingsOf(spec, day * DAY_MS)) {
    if (wallMs < fromWallMs) continue;
    for (const atMs of launchesAt(wallMs, zone, spec)) {
      if (atMs > afterMs && (first === undefined || atMs < first)) first = atMs;
    }
    // The clocks are never put back by more than this, so nothing that is earlier follows.
    if (first !== undefined && wallMs - zone.wallAt(first) >= CLOCK_CHANGE_MAX_MS) break;
  }
  return first;
}

const CLOCK_CHANGE_MAX_MS = 3 * 3_600_000;

function* readingsOf({ hours, minutes, seconds }: CronSpec, midnightMs: number): Iterable<number> {
  for (const hour of sorted(hours.values)) {
    for (const minute of sorted(minutes.values)) {
      for (const second of sorted(seconds.values)) {
        yield midnightMs + ((hour * 60 + minute) * 60 + second) * 1_000;
      }
    }
  }
}

function launchesAt(wallMs: number, zone: TimeZone, spec: CronSpec): EpochMs[] {
  const [first, second] = zone.timesOf(wallMs);
  if (first === undefined) {
    const { atMs, byMs } = zone.gapAt(wallMs);
    return isSameAfter(byMs, spec) ? [] : [atMs];
  }
  if (second === undefined) return [first];
  return isSameAfter(second - first, spec) ? [first, second] : [first];
}

/** Whether clocks that are changed by so much make no difference to an expression, within a day. */
function isSameAfter(changeMs: number, { hours, minutes }: CronSpec): boolean {
  const changeMinutes = changeMs / 60_000;
  const isEveryHour = hours.values.size === 24;
  return (
    isEveryHour &&
    [...minutes.values].every((minute) => minutes.values.has((minute + changeMinutes) % 60))
  );
}

function sorted(values: ReadonlySet<number>): number[] {
  return [...values].toSorted((a, b) => a - b);
}
