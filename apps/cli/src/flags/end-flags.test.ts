import { expect, test } from '@jest/globals';
import { endFlagsAtArgument } from './end-flags.ts';

const SPECS = { i: { type: 'boolean', help: '' }, task: { type: 'string', help: '' } } as const;

test.each([
  { words: ['8bb1', 'ls', '-l'], expected: ['--', '8bb1', 'ls', '-l'] },
  { words: ['-i', '8bb1', 'ls'], expected: ['-i', '--', '8bb1', 'ls'] },
  { words: ['-i=false', '8bb1', '-h'], expected: ['-i=false', '--', '8bb1', '-h'] },
  { words: ['-task', 'web', '8bb1'], expected: ['-task', 'web', '--', '8bb1'] },
  { words: ['--task=web', '8bb1'], expected: ['--task=web', '--', '8bb1'] },
  { words: ['-i', '--', '8bb1', '-x'], expected: ['-i', '--', '8bb1', '-x'] },
  { words: ['-', 'ls'], expected: ['--', '-', 'ls'] },
  { words: ['-help'], expected: ['-help'] },
  { words: ['-task'], expected: ['-task'] },
])('$words', ({ words, expected }) => {
  expect(endFlagsAtArgument(words, SPECS)).toEqual(expected);
});
