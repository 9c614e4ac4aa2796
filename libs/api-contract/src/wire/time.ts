const NS_PER_MS = 1_000_000;

/**
 * Nomad's wire format counts in nanoseconds. A double prints the nanoseconds of a whole millisecond
 * exactly, though they exceed 2^53: JSON gets the shortest digits that name it, filled with zeros.
 */
export function nsOfMs(ms: number): number {
  return ms * NS_PER_MS;
}

export function msOfNs(ns: number): number {
  return ns / NS_PER_MS;
}

/** A time as Go writes it into JSON: RFC 3339 in UTC, without zeros at the end of the fraction. */
export function timestampOf(epochMs: number): string {
  const days = Math.floor(epochMs / MS_PER_DAY);
  const msOfDay = epochMs - days * MS_PER_DAY;
  const { year, month, day } = civilDate(days);
  const seconds = Math.floor(msOfDay / 1000);
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const fraction = digits(Math.floor(msOfDay % 1000), 3).replace(/0+$/, '');
  return (
    `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}T` +
    `${time.map((part) => digits(part, 2)).join(':')}${fraction && `.${fraction}`}Z`
  );
}

const MS_PER_DAY = 86_400_000;
const DAYS_PER_ERA = 146_097;

/**
 * The date of a day counted from 1970-01-01, in years that begin in March, so that the leap day is the
 * last: pure code has no Date.
 *
 * Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
 */
function civilDate(daysSinceEpoch: number): { year: number; month: number; day: number } {
  const shifted = daysSinceEpoch + 719_468;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
