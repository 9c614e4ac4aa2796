import { civilDayOf, DAY_MS } from '@steppe/domain';

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
  const dayNumber = Math.floor(epochMs / DAY_MS);
  const msOfDay = epochMs - dayNumber * DAY_MS;
  const { year, month, day } = civilDayOf(dayNumber);
  const seconds = Math.floor(msOfDay / 1000);
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const fraction = digits(Math.floor(msOfDay % 1000), 3).replace(/0+$/, '');
  return (
    `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}T` +
    `${time.map((part) => digits(part, 2)).join(':')}${fraction && `.${fraction}`}Z`
  );
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
