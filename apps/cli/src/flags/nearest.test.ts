import { expect, test } from '@jest/globals';
import { nearest } from './nearest.ts';

test.each([
  { word: 'rnu', expected: 'run' },
  { word: 'ruun', expected: 'run' },
  { word: 'satus', expected: 'status' },
  { word: 'job rnu', expected: 'job run' },
  { word: 'xyz', expected: undefined },
  { word: '', expected: undefined },
])('$word means $expected', ({ word, expected }) => {
  expect(nearest(word, ['run', 'status', 'job run'])).toBe(expected);
});
