import { basename } from 'node:path';
import { expect, test } from '@jest/globals';
import { filesIn, readText } from './workspace.ts';

/** Written in parts, so that this file does not find itself. */
const BANNED: readonly { readonly why: string; readonly pattern: RegExp }[] = [
  { why: 'work left over belongs in an issue', pattern: /\b(?:TO|FIX)(?:DO|ME)\b/ },
  { why: 'every test runs', pattern: /\b(?:test|it|describe)\.(?:on(?:ly)|sk(?:ip)|to(?:do))\b/ },
  {
    why: 'a rule holds for every line',
    pattern: /(?:es|ox)lint-dis(?:able)|@ts-(?:ignore|nocheck)/,
  },
  { why: 'no path of one machine', pattern: /(?<![\w.])\/(?:work|Users)\/\w/ },
];

const sources = filesIn('', ['.ts', '.mts', '.mjs', '.js', '.md', '.yml']);

test.each(BANNED)('$why', ({ pattern }) => {
  const found = sources.flatMap((file) =>
    readText(file)
      .split('\n')
      .flatMap((line, index) =>
        pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
      ),
  );
  expect(found).toEqual([]);
});

test('a file is named after its subject', () => {
  const dumps = /^(?:utils?|helpers?|common|misc|shared)\./;
  expect(sources.filter((file) => dumps.test(basename(file)))).toEqual([]);
});
