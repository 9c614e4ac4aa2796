import { parseArgs } from 'node:util';
import { UsageError } from '../usage-error.ts';
import { nearest } from './nearest.ts';
import type { FlagSpecs } from './flag-spec.ts';

/** The flags and arguments of one call. */
export interface ParsedArgs {
  readonly args: readonly string[];
  flag(name: string): boolean;
  value(name: string): string | undefined;
  values(name: string): readonly string[];
}

/**
 * Parses flags as Go's do: one dash or two, `=` or a blank before the value; they may stand after
 * arguments too. What follows `--` is an argument.
 *
 * @throws UsageError naming the flag that is unknown, or has no value.
 */
export function parseFlags(argv: readonly string[], specs: FlagSpecs): ParsedArgs {
  const { values, positionals } = parseArgs({
    args: withTwoDashes(argv, specs),
    options: Object.fromEntries(
      Object.entries(specs).map(([name, { type }]) => [name, { type, multiple: true }]),
    ),
    allowPositionals: true,
    allowNegative: true,
    strict: true,
  });
  const all = (name: string): (string | boolean)[] => [values[name] ?? []].flat();
  const texts = (name: string): string[] => all(name).filter((value) => typeof value === 'string');
  return {
    args: positionals,
    flag: (name) => all(name).at(-1) === true,
    value: (name) => texts(name).at(-1),
    values: texts,
  };
}

/** Rewrites each flag to the one form that `parseArgs` knows, and rejects those that no spec names. */
function withTwoDashes(argv: readonly string[], specs: FlagSpecs): string[] {
  const rewritten: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? '';
    if (word === '--') return [...rewritten, ...argv.slice(i)];
    if (!/^--?[a-zA-Z]/.test(word)) {
      rewritten.push(word);
      continue;
    }
    const [, name = '', value] = /^--?([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (!spec) throw unknownFlag(name, specs);
    if (spec.type === 'boolean') {
      rewritten.push(isFalse(name, value) ? `--no-${name}` : `--${name}`);
      continue;
    }
    const given = value ?? argv[++i];
    if (given === undefined) throw new UsageError(`flag needs an argument: -${name}`);
    rewritten.push(`--${name}=${given}`);
  }
  return rewritten;
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
