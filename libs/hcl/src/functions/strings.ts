import { FunctionFault, type HclFunction } from '../evaluate/function.ts';
import { STRING } from '../values/type.ts';
import { listOf, numberOf, stringOf } from '../values/value.ts';
import { define, listOfTexts, number, text, variadic } from './define.ts';
import { graphemesOf } from './numbers.ts';
import { replacePattern } from './regex.ts';

const reverse = define([text('str')], (args) =>
  stringOf(graphemesOf(args.text(0)).toReversed().join('')),
);

export const stringFunctions: Readonly<Record<string, HclFunction>> = {
  chomp: define([text('str')], (args) => stringOf(args.text(0).replace(/[\r\n]+$/, ''))),
  indent: define([number('spaces'), text('str')], (args) =>
    stringOf(args.text(1).replaceAll('\n', `\n${spaces(args.integer(0))}`)),
  ),
  join: variadic([text('separator')], listOfTexts('lists'), (args) => {
    if (args.values.length < 2) throw new FunctionFault('at least one list is required');
    const items = args.from(1).flatMap((_, index) => args.texts(index + 1));
    return stringOf(items.join(args.text(0)));
  }),
  lower: define([text('str')], (args) => stringOf(args.text(0).replace(/\p{L}/gu, lowerOf))),
  regex_replace: define([text('str'), text('pattern'), text('replace')], (args) =>
    stringOf(replacePattern(args.text(0), args.text(1), args.text(2))),
  ),
  replace: define([text('str'), text('substr'), text('replace')], (args) =>
    stringOf(
      args.text(0).split(args.text(1)).length > 1 || args.text(1) === ''
        ? replaceAll(args.text(0), args.text(1), args.text(2))
        : args.text(0),
    ),
  ),
  reverse,
  split: define([text('separator'), text('str')], (args) => {
    const [separator, str] = [args.text(0), args.text(1)];
    const parts = separator === '' ? Array.from(str) : str.split(separator);
    return listOf(STRING, parts.map(stringOf));
  }),
  strlen: define([text('str')], (args) => numberOf(graphemesOf(args.text(0)).length)),
  strrev: reverse,
  substr: define([text('str'), number('offset'), number('length')], (args) =>
    stringOf(substring(args.text(0), args.integer(1), args.integer(2))),
  ),
  title: define([text('str')], (args) =>
    stringOf(
      args
        .text(0)
        .replace(
          /(^|[^\p{L}\p{N}_])(\p{L})/gu,
          (_, before: string, letter: string) => before + letter.toUpperCase(),
        ),
    ),
  ),
  trim: define([text('str'), text('cutset')], (args) =>
    stringOf(trimCharacters(args.text(0), args.text(1))),
  ),
  trimprefix: define([text('str'), text('prefix')], (args) => {
    const [str, prefix] = [args.text(0), args.text(1)];
    return stringOf(str.startsWith(prefix) ? str.slice(prefix.length) : str);
  }),
  trimspace: define([text('str')], (args) => stringOf(args.text(0).trim())),
  trimsuffix: define([text('str'), text('suffix')], (args) => {
    const [str, suffix] = [args.text(0), args.text(1)];
    return stringOf(suffix !== '' && str.endsWith(suffix) ? str.slice(0, -suffix.length) : str);
  }),
  upper: define([text('str')], (args) => stringOf(args.text(0).replace(/\p{L}/gu, upperOf))),
};

/** A letter stands for one letter, so "ß", which would become two, stays. */
function upperOf(letter: string): string {
  const upper = letter.toUpperCase();
  return Array.from(upper).length === 1 ? upper : letter;
}

function lowerOf(letter: string): string {
  return Array.from(letter.toLowerCase())[0] ?? letter;
}

/** More indentation than this is refused: it would only fill the memory. */
const SPACES_MAX = 10_000;

function spaces(count: number): string {
  if (count < 0 || count > SPACES_MAX)
    throw new FunctionFault(`the number of spaces must be between 0 and ${SPACES_MAX}`, 0);
  return ' '.repeat(count);
}

/** An empty text is found before each character, and at the end. */
function replaceAll(str: string, search: string, replacement: string): string {
  if (search !== '') return str.split(search).join(replacement);
  return replacement + Array.from(str, (char) => char + replacement).join('');
}

/** A negative offset counts from the end; a negative length means all the rest. */
function substring(str: string, offset: number, length: number): string {
  const characters = graphemesOf(str);
  const start = offset < 0 ? Math.max(0, characters.length + offset) : offset;
  return characters.slice(start, length < 0 ? undefined : start + length).join('');
}

function trimCharacters(str: string, cutset: string): string {
  const cut = new Set(cutset);
  const characters = Array.from(str);
  const start = characters.findIndex((char) => !cut.has(char));
  const end = characters.findLastIndex((char) => !cut.has(char));
  return start < 0 ? '' : characters.slice(start, end + 1).join('');
}
