import { civilDayOf, dayNumberOf } from '@steppe/domain';

/** A moment with the offset in which it is written. */
export interface Timestamp {
  /** Days since 1970-01-01 in local time. */
  readonly day: number;
  /** Nanoseconds since midnight in local time. */
  readonly nanosecond: bigint;
  /** Minutes east of Greenwich; `undefined` for "Z". */
  readonly offsetMinutes: number | undefined;
}

const RFC3339 =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9})\d*)?(?:Z|([+-])(\d{2}):(\d{2}))$/;
const SECOND = 1_000_000_000n;
export const DAY_NANOSECONDS = 86_400n * SECOND;

export function parseTimestamp(text: string): Timestamp | undefined {
  const found = RFC3339.exec(text);
  if (found === null) return undefined;
  const [year = 0, month = 0, dayOfMonth = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map(Number);
  const [fraction = '', sign, offsetHour = '0', offsetMinute = '0'] = found.slice(7);
  const day = dayNumberOf({ year, month, day: dayOfMonth });
  const date = civilDayOf(day);
  const isReal =
    date.month === month && date.day === dayOfMonth && hour < 24 && minute < 60 && second < 60;
  if (!isReal || Number(offsetHour) > 23 || Number(offsetMinute) > 59) return undefined;
  const nanosecond =
    BigInt(hour * 3600 + minute * 60 + second) * SECOND + BigInt(fraction.padEnd(9, '0'));
  const offset = Number(offsetHour) * 60 + Number(offsetMinute);
  return {
    day,
    nanosecond,
    offsetMinutes: sign === undefined ? undefined : sign === '-' ? -offset : offset,
  };
}

export function addNanoseconds(timestamp: Timestamp, amount: bigint): Timestamp {
  const total = BigInt(timestamp.day) * DAY_NANOSECONDS + timestamp.nanosecond + amount;
  const nanosecond = ((total % DAY_NANOSECONDS) + DAY_NANOSECONDS) % DAY_NANOSECONDS;
  return { ...timestamp, day: Number((total - nanosecond) / DAY_NANOSECONDS), nanosecond };
}

export function formatRfc3339(timestamp: Timestamp): string {
  const { year, month, day: dayOfMonth } = civilDayOf(timestamp.day);
  const { hour, minute, second } = clockOf(timestamp);
  return `${padded(year, 4)}-${padded(month)}-${padded(dayOfMonth)}T${padded(hour)}:${padded(minute)}:${padded(second)}${offsetText(timestamp, ':')}`;
}

/** "Z", or an offset like "+02:00". */
export function offsetText({ offsetMinutes }: Timestamp, separator: ':' | ''): string {
  if (offsetMinutes === undefined || (offsetMinutes === 0 && separator === ':')) return 'Z';
  const size = Math.abs(offsetMinutes);
  return `${offsetMinutes < 0 ? '-' : '+'}${padded(Math.floor(size / 60))}${separator}${padded(size % 60)}`;
}

export function clockOf({ nanosecond }: Timestamp) {
  const seconds = Number(nanosecond / SECOND);
  return {
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
  };
}

export function padded(number: number, width = 2): string {
  return String(number).padStart(width, '0');
}
