import { FunctionFault, type HclFunction } from '../evaluate/function.ts';
import { convert } from '../values/convert.ts';
import { BOOL, NUMBER, STRING, type Type } from '../values/type.ts';
import { isItems, listOf, stringOf, tupleOf, type Value } from '../values/value.ts';
import { anyOrNull, text, variadic } from './define.ts';
import { formatNumber } from './format-number.ts';
import { encodeJson } from './json.ts';
import { graphemesOf } from './numbers.ts';

const VERB = /%([-+# 0]*)([0-9]+)?(?:\.([0-9]*))?(?:\[([0-9]+)\])?([a-zA-Z%]|$)/g;

/** Wider fields than this are refused: they would only fill the memory. */
const WIDTH_MAX = 1000;

export interface Verb {
  readonly letter: string;
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
}

export const formatFunctions: Readonly<Record<string, HclFunction>> = {
  format: variadic([text('format')], anyOrNull('args'), (args) =>
    stringOf(formatAll(args.text(0), args.from(1))),
  ),
  formatlist: variadic([text('format')], anyOrNull('args'), (args) =>
    formatLists(args.text(0), args.from(1)),
  ),
};

/** Fills the values into a format with verbs as `%s`, `%5.2f` or `%[1]d`. */
function formatAll(format: string, values: readonly Value[]): string {
  let next = 0;
  let used = 0;
  const result = format.replace(
    VERB,
    (
      whole,
      flags: string,
      width: string | undefined,
      precision: string | undefined,
      position: string | undefined,
      letter: string,
    ) => {
      if (letter === '%') return '%';
      if (position !== undefined) next = Number(position) - 1;
      const value = values[next];
      next += 1;
      used = Math.max(used, next);
      if (letter === '') throw new FunctionFault('the format ends inside of a verb', 0);
      if (value === undefined) throw new FunctionFault(`there is no argument ${next} for ${whole}`);
      const verb = {
        letter,
        flags,
        width: Number(width ?? 0),
        precision: precision === undefined ? undefined : Number(precision),
      };
      if (verb.width > WIDTH_MAX || (verb.precision ?? 0) > WIDTH_MAX)
        throw new FunctionFault(`${whole} is wider than ${WIDTH_MAX}`, 0);
      return formatOne(value, verb, next);
    },
  );
  if (used < values.length)
    throw new FunctionFault(`the format uses only ${used} of ${values.length} arguments`, used + 1);
  return result;
}

function formatOne(value: Value, verb: Verb, argument: number): string {
  switch (verb.letter) {
    case 'v':
      return pad(verb.flags.includes('#') ? encodeJson(value) : plainText(value), verb);
    case 's':
    case 'q': {
      const written = textAs(value, STRING, argument);
      const cut =
        verb.precision === undefined
          ? written
          : graphemesOf(written).slice(0, verb.precision).join('');
      return pad(verb.letter === 'q' ? JSON.stringify(cut) : cut, verb);
    }
    case 't':
      return textAs(value, BOOL, argument);
    case 'b':
    case 'd':
    case 'e':
    case 'E':
    case 'f':
    case 'g':
    case 'G':
    case 'o':
    case 'x':
    case 'X': {
      const number = fit(value, NUMBER, argument);
      return number.kind === 'number' ? pad(formatNumber(number.number, verb), verb) : '';
    }
    default:
      throw new FunctionFault(`the format has no verb %${verb.letter}`);
  }
}

function plainText(value: Value): string {
  const converted = convert(value, STRING);
  return converted.ok && converted.value.kind === 'string'
    ? converted.value.text
    : encodeJson(value);
}

function textAs(value: Value, type: Type, argument: number): string {
  return plainText(fit(value, type, argument));
}

function fit(value: Value, type: Type, argument: number): Value {
  const converted = convert(value, type);
  if (!converted.ok) throw new FunctionFault(converted.problem, argument);
  if (converted.value.kind === 'null') throw new FunctionFault('it must not be null', argument);
  return converted.value;
}

/** Zeros go between the sign and the digits; a minus flag means blanks behind. */
function pad(written: string, { flags, width, letter }: Verb): string {
  const missing = width - graphemesOf(written).length;
  if (missing <= 0) return written;
  if (flags.includes('-')) return written + ' '.repeat(missing);
  const isNumber = !['s', 'q', 't', 'v'].includes(letter);
  if (!flags.includes('0') || !isNumber) return ' '.repeat(missing) + written;
  const [sign = ''] = /^[+\- ]?/.exec(written) ?? [];
  return sign + '0'.repeat(missing) + written.slice(sign.length);
}

/** One text for each item of the lists; all lists must have the same length. */
function formatLists(format: string, values: readonly Value[]): Value {
  const lists = values.filter(isItems);
  const count = lists[0]?.items.length ?? 1;
  const odd = values.findIndex((value) => isItems(value) && value.items.length !== count);
  if (odd >= 0) throw new FunctionFault(`all lists must have ${count} items`, odd + 1);
  const texts = Array.from({ length: count }, (_, index) =>
    stringOf(
      formatAll(
        format,
        values.map((value) => (isItems(value) ? (value.items[index] ?? value) : value)),
      ),
    ),
  );
  return texts.length === 0 ? tupleOf([]) : listOf(STRING, texts);
}
