import { parseDuration } from './layout/parse-duration.ts';
import { UsageError } from './usage-error.ts';

const CLOCK = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/;

/**
 * What the API shall answer of: an index as it is, and a time as the API takes it. `03:12` is the last time at which
 * clocks here showed that, and `90m` is so long ago.
 *
 * @throws UsageError when it is none of these.
 */
export function pointInTime(text: string, nowMs: number): string {
  if (/^\d+$/.test(text)) return text;
  return new Date(timeOf(text, nowMs)).toISOString();
}

function timeOf(text: string, nowMs: number): number {
  const [, hours, minutes, seconds] = CLOCK.exec(text) ?? [];
  if (hours !== undefined) {
    const shown = new Date(nowMs);
    shown.setHours(Number(hours), Number(minutes), Number(seconds ?? 0), 0);
    if (shown.getTime() > nowMs) shown.setDate(shown.getDate() - 1);
    return shown.getTime();
  }
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text))) return Date.parse(text);
  if (/^[\d.]+[a-zµ]/.test(text)) return nowMs - parseDuration(text, '-at');
  throw new UsageError(
    `Failed to parse -at ${JSON.stringify(text)}: give an index such as 1234, a time such as 03:12 or 2026-11-28T03:12:00Z, or how long ago, such as 90m`,
  );
}
