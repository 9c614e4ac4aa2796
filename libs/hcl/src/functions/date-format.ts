import { FunctionFault } from '../evaluate/function.ts';
import { civilDayOf, weekdayOf } from '@steppe/domain';
import { clockOf, offsetText, padded, type Timestamp } from './calendar.ts';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

const PIECE = /'((?:[^']|'')*)'|'|([A-Za-z])\2*|[^A-Za-z']+/g;

type Verb = (timestamp: Timestamp) => string;

const VERBS: Readonly<Record<string, Verb>> = {
  YY: ({ day }) => padded(civilDayOf(day).year % 100),
  YYYY: ({ day }) => padded(civilDayOf(day).year, 4),
  M: ({ day }) => String(civilDayOf(day).month),
  MM: ({ day }) => padded(civilDayOf(day).month),
  MMM: ({ day }) => monthName(day).slice(0, 3),
  MMMM: ({ day }) => monthName(day),
  D: ({ day }) => String(civilDayOf(day).day),
  DD: ({ day }) => padded(civilDayOf(day).day),
  EEE: ({ day }) => weekdayName(day).slice(0, 3),
  EEEE: ({ day }) => weekdayName(day),
  h: (timestamp) => String(clockOf(timestamp).hour),
  hh: (timestamp) => padded(clockOf(timestamp).hour),
  H: (timestamp) => String(clockOf(timestamp).hour % 12 || 12),
  HH: (timestamp) => padded(clockOf(timestamp).hour % 12 || 12),
  AA: (timestamp) => (clockOf(timestamp).hour < 12 ? 'AM' : 'PM'),
  aa: (timestamp) => (clockOf(timestamp).hour < 12 ? 'am' : 'pm'),
  m: (timestamp) => String(clockOf(timestamp).minute),
  mm: (timestamp) => padded(clockOf(timestamp).minute),
  s: (timestamp) => String(clockOf(timestamp).second),
  ss: (timestamp) => padded(clockOf(timestamp).second),
  Z: (timestamp) => offsetText(timestamp, ':'),
  ZZZ: (timestamp) => (timestamp.offsetMinutes ? offsetText(timestamp, '') : 'UTC'),
  ZZZZ: (timestamp) =>
    offsetText({ ...timestamp, offsetMinutes: timestamp.offsetMinutes ?? 0 }, ''),
  ZZZZZ: (timestamp) =>
    offsetText({ ...timestamp, offsetMinutes: timestamp.offsetMinutes ?? 0 }, '').replace(
      /..$/,
      ':$&',
    ),
};

/** Writes a time by a pattern of repeated letters, in which other text stands in single quotes. */
export function formatDate(format: string, timestamp: Timestamp): string {
  return format.replace(
    PIECE,
    (piece: string, quoted: string | undefined, letter: string | undefined) => {
      if (quoted !== undefined) return quoted.replaceAll("''", "'");
      if (piece === "'") throw new FunctionFault('a quote in the format is not closed', 0);
      if (letter === undefined) return piece;
      const verb = VERBS[piece];
      if (verb !== undefined) return verb(timestamp);
      const known = Object.keys(VERBS).filter((name) =>
        name.toLowerCase().startsWith(letter.toLowerCase()),
      );
      const advice =
        known.length > 0 ? `it must be one of ${known.join(', ')}` : 'text needs single quotes';
      throw new FunctionFault(`the format has no "${piece}": ${advice}`, 0);
    },
  );
}

function monthName(day: number): string {
  return MONTHS[civilDayOf(day).month - 1] ?? '';
}

function weekdayName(day: number): string {
  return WEEKDAYS[weekdayOf(day)] ?? '';
}
