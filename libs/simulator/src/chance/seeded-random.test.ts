import { expect, test } from '@jest/globals';
import { SeededRandom } from './seeded-random.ts';

const drawn = (random: SeededRandom): number[] =>
  Array.from({ length: 100 }, () => random.int(1, 6));

test('the same seed gives the same numbers, another seed others', () => {
  expect(drawn(new SeededRandom(7))).toEqual(drawn(new SeededRandom(7)));
  expect(drawn(new SeededRandom(8))).not.toEqual(drawn(new SeededRandom(7)));
});

test('what a fork draws does not shift its origin', () => {
  const [alone, forked] = [new SeededRandom(7), new SeededRandom(7)];
  drawn(forked.fork('agent'));
  expect(drawn(forked)).toEqual(drawn(alone));
});

test('numbers reach both ends, and no further', () => {
  expect(new Set(drawn(new SeededRandom(7)))).toEqual(new Set([1, 2, 3, 4, 5, 6]));
});
