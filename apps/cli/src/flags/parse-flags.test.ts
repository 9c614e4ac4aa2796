import { expect, test } from '@jest/globals';
import type { FlagSpecs } from './flag-spec.ts';
import { parseFlags } from './parse-flags.ts';

const SPECS = {
  n: { type: 'string', help: '' },
  count: { type: 'integer', help: '' },
  verbose: { type: 'boolean', help: '' },
  'var-file': { type: 'string', multiple: true, help: '' },
} as const satisfies FlagSpecs;

test.each([
  { argv: ['-n', '3', 'x'], n: '3', verbose: false, files: [], args: ['x'] },
  { argv: ['x', '-n=3'], n: '3', verbose: false, files: [], args: ['x'] },
  { argv: ['--n=a=b', '--verbose'], n: 'a=b', verbose: true, files: [], args: [] },
  { argv: ['-n', '-1'], n: '-1', verbose: false, files: [], args: [] },
  { argv: ['-n='], n: '', verbose: false, files: [], args: [] },
  { argv: ['-verbose=false'], n: undefined, verbose: false, files: [], args: [] },
  { argv: ['-verbose', 'x', '-verbose=0'], n: undefined, verbose: false, files: [], args: ['x'] },
  {
    argv: ['-var-file', 'a', '-var-file=b'],
    n: undefined,
    verbose: false,
    files: ['a', 'b'],
    args: [],
  },
  { argv: ['-'], n: undefined, verbose: false, files: [], args: ['-'] },
  { argv: ['--', '-verbose'], n: undefined, verbose: false, files: [], args: ['-verbose'] },
])('reads $argv', ({ argv, n, verbose, files, args }) => {
  const parsed = parseFlags(argv, SPECS);
  expect({
    n: parsed.value('n'),
    verbose: parsed.flag('verbose'),
    files: parsed.values('var-file'),
    args: parsed.args,
  }).toEqual({ n, verbose, files, args });
});

test.each([
  { argv: ['-n'], says: 'flag needs an argument: -n' },
  { argv: ['-count=x'], says: 'invalid value "x" for flag -count' },
  { argv: ['-bogus'], says: 'flag provided but not defined: -bogus' },
  { argv: ['-verbos'], says: 'did you mean -verbose?' },
  { argv: ['-verbose=maybe'], says: 'invalid boolean value "maybe" for -verbose' },
  { argv: ['-constructor'], says: 'not defined: -constructor' },
])('rejects $argv', ({ argv, says }) => {
  expect(() => parseFlags(argv, SPECS)).toThrow(says);
});
