import type { Decimal } from 'decimal.js';
import { FunctionFault } from '../evaluate/function.ts';
import { Num, numberText } from '../values/value.ts';
import type { Verb } from './format.ts';

const { ROUND_HALF_EVEN } = Num;

/** A number as `%d`, `%x`, `%f`, `%e` or `%g` writes it, with its sign but without padding. */
export function formatNumber(number: Decimal, verb: Verb): string {
  const digits = unsigned(number.abs(), verb);
  if (number.isNegative() && !number.isZero()) return `-${digits}`;
  return verb.flags.includes('+') ? `+${digits}` : verb.flags.includes(' ') ? ` ${digits}` : digits;
}

function unsigned(number: Decimal, { letter, flags, precision }: Verb): string {
  if (!number.isFinite()) throw new FunctionFault('infinity cannot be written');
  switch (letter) {
    case 'b':
      return integerIn(number, 2, flags.includes('#') ? '0b' : '');
    case 'o':
      return integerIn(number, 8, flags.includes('#') ? '0' : '');
    case 'x':
      return integerIn(number, 16, flags.includes('#') ? '0x' : '');
    case 'X':
      return integerIn(number, 16, flags.includes('#') ? '0X' : '').toUpperCase();
    case 'd':
      if (!number.isInteger()) throw new FunctionFault('a whole number is required');
      return numberText(number);
    case 'f':
      return number.toFixed(precision ?? 6, ROUND_HALF_EVEN);
    case 'g':
    case 'G':
      return caseLike(letter, shortest(number, precision));
    default:
      return caseLike(letter, twoDigitExponent(number.toExponential(precision ?? 6)));
  }
}

function integerIn(number: Decimal, base: number, prefix: string): string {
  return prefix + BigInt(number.trunc().toFixed()).toString(base);
}

/** Digits without an exponent, unless that is below -4 or at least 6 (or the precision). */
function shortest(number: Decimal, precision: number | undefined): string {
  const rounded =
    precision === undefined ? number : number.toSignificantDigits(Math.max(1, precision));
  const exponent = rounded.isZero() ? 0 : rounded.e;
  const limit = precision === undefined ? 6 : Math.max(1, precision);
  return exponent < -4 || exponent >= limit
    ? twoDigitExponent(rounded.toExponential())
    : numberText(rounded);
}

function twoDigitExponent(written: string): string {
  return written.replace(/e([+-])(\d)$/, 'e$10$2');
}

function caseLike(letter: string, written: string): string {
  return letter === letter.toUpperCase() ? written.toUpperCase() : written;
}
