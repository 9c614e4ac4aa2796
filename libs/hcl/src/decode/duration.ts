import { Num } from '../values/value.ts';
import type { Decimal } from 'decimal.js';

const NANOSECONDS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};
const PART = /([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)/y;
const MAX = new Num('9223372036854775807');

/**
 * Reads durations as Go writes them: "1h30m", "1.5s", "-2s", "0".
 *
 * @returns whole nanoseconds, or why there are none, as the end of a sentence.
 */
export function parseDuration(text: string): Decimal | string {
  const isNegative = text.startsWith('-');
  const unsigned = text.replace(/^[+-]/, '');
  if (unsigned === '0') return new Num(0);
  let total = new Num(0);
  PART.lastIndex = 0;
  while (PART.lastIndex < unsigned.length) {
    const [, amount, unit] = PART.exec(unsigned) ?? [];
    if (amount === undefined || unit === undefined) return explain(text);
    // Each part counts in whole nanoseconds: what is smaller is dropped.
    total = total.plus(new Num(amount).times(NANOSECONDS[unit] ?? 0).trunc());
  }
  if (unsigned === '') return explain(text);
  if (total.greaterThan(MAX)) return `${JSON.stringify(text)} is more than 292 years`;
  return isNegative ? total.negated() : total;
}

function explain(text: string): string {
  if (/^[0-9]+$/.test(text))
    return `${JSON.stringify(text)} has no unit: write "${text}s" for seconds`;
  return `${JSON.stringify(text)} is none: write it like "30s", "5m" or "1h30m"`;
}
