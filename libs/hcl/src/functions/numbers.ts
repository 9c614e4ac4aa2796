import { FunctionFault, type HclFunction } from '../evaluate/function.ts';
import { Num, numberOf } from '../values/value.ts';
import { define, number, ofType, variadic } from './define.ts';
import { STRING } from '../values/type.ts';

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Powers with a larger exponent are refused: they would take for ever. */
const EXPONENT_MAX = 100_000;

export const numberFunctions: Readonly<Record<string, HclFunction>> = {
  abs: define([number('num')], (args) => numberOf(args.number(0).abs())),
  ceil: define([number('num')], (args) => numberOf(args.number(0).ceil())),
  floor: define([number('num')], (args) => numberOf(args.number(0).floor())),
  log: define([number('num'), number('base')], (args) =>
    numberOf(Math.log(args.number(0).toNumber()) / Math.log(args.number(1).toNumber())),
  ),
  max: variadic([], number('numbers'), (args) => {
    if (args.values.length === 0) throw new FunctionFault('at least one number is required');
    return numberOf(Num.max(...args.values.map((_, index) => args.number(index))));
  }),
  min: variadic([], number('numbers'), (args) => {
    if (args.values.length === 0) throw new FunctionFault('at least one number is required');
    return numberOf(Num.min(...args.values.map((_, index) => args.number(index))));
  }),
  parseint: define([ofType('number', STRING), number('base')], (args) =>
    parseInteger(args.text(0), args.integer(1)),
  ),
  pow: define([number('num'), number('power')], (args) => {
    if (args.number(1).abs().greaterThan(EXPONENT_MAX))
      throw new FunctionFault('the power is too large', 1);
    return numberOf(args.number(0).toNumber() ** args.number(1).toNumber());
  }),
  signum: define([number('num')], (args) => numberOf(Math.sign(args.integer(0)))),
};

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** What a reader sees as single characters. */
export function graphemesOf(value: string): string[] {
  return Array.from(segmenter.segment(value), ({ segment }) => segment);
}

/** Upper and lower case letters are different digits only in bases above 36. */
function parseInteger(written: string, base: number) {
  if (base < 2 || base > 62) throw new FunctionFault('the base must be between 2 and 62', 1);
  const isNegative = written.startsWith('-');
  const digits = written.replace(/^[+-]/, '');
  let result = new Num(0);
  for (const char of base <= 36 ? digits.toLowerCase() : digits) {
    const digit = DIGITS.indexOf(char);
    if (digit < 0 || digit >= base)
      throw new FunctionFault(`${JSON.stringify(written)} is no number in base ${base}`, 0);
    result = result.times(base).plus(digit);
  }
  if (digits === '')
    throw new FunctionFault(`${JSON.stringify(written)} is no number in base ${base}`, 0);
  return numberOf(isNegative ? result.negated() : result);
}
