import { UsageError } from '../usage-error.ts';
import { nearest } from './nearest.ts';
import type { FlagSpecs } from './flag-spec.ts';

/** The flags and arguments of one call. */
export interface ParsedArgs {
  readonly args: readonly string[];
  readonly flag: (name: string) => boolean;
  /** Whether the flag was given at all, be it as false. */
  readonly isGiven: (name: string) => boolean;
  /** Whether a flag that is on by itself was turned off, as in `-diff=false`. */
  readonly isOff: (name: string) => boolean;
  readonly value: (name: string) => string | undefined;
  readonly values: (name: string) => readonly string[];
}

/**
 * Parses flags as Go's do: one dash or two, `=` or a blank before the value; they may stand after
 * arguments too. What follows `--` is an argument.
 *
 * @throws UsageError naming the flag that is unknown, or has no value or one of another kind.
 */
export function parseFlags(argv: readonly string[], specs: FlagSpecs): ParsedArgs {
  const { args, given } = readWords(argv, specs);
  const valuesOf = (name: string): (string | boolean)[] =>
    given.filter((flag) => flag.name === name).map(({ value }) => value);
  const texts = (name: string): string[] =>
    valuesOf(name).filter((value) => typeof value === 'string');
  return {
    args,
    isGiven: (name) => valuesOf(name).length > 0,
    flag: (name) => valuesOf(name).at(-1) === true,
    isOff: (name) => valuesOf(name).at(-1) === false,
    value: (name) => texts(name).at(-1),
    values: texts,
  };
}

interface GivenFlag {
  readonly name: string;
  readonly value: string | boolean;
}

function readWords(
  argv: readonly string[],
  specs: FlagSpecs,
): { args: string[]; given: GivenFlag[] } {
  const args: string[] = [];
  const given: GivenFlag[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? '';
    if (word === '--') return { args: [...args, ...argv.slice(i + 1)], given };
    if (!/^--?[a-zA-Z]/.test(word)) {
      args.push(word);
      continue;
    }
    const [, name = '', text] = /^--?([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (!spec) throw unknownFlag(name, specs);
    if (spec.type === 'boolean') {
      given.push({ name, value: !isFalse(name, text) });
      continue;
    }
    const value = text ?? argv[++i];
    if (value === undefined) throw new UsageError(`flag needs an argument: -${name}`);
    if (spec.type === 'integer' && !/^[+-]?\d+$/.test(value)) {
      throw new UsageError(`invalid value "${value}" for flag -${name}: it is no whole number`);
    }
    given.push({ name, value });
  }
  return { args, given };
}

function isFalse(name: string, value: string | undefined): boolean {
  if (value === undefined || ['1', 't', 'true', 'TRUE', 'True'].includes(value)) return false;
  if (['0', 'f', 'false', 'FALSE', 'False'].includes(value)) return true;
  throw new UsageError(`invalid boolean value "${value}" for -${name}: use true or false`);
}

function unknownFlag(name: string, specs: FlagSpecs): UsageError {
  const guess = nearest(name, Object.keys(specs));
  const hint = guess === undefined ? '' : `; did you mean -${guess}?`;
  return new UsageError(`flag provided but not defined: -${name}${hint}`);
}
