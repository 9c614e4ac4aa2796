import { expect, test } from '@jest/globals';
import { runFuzz } from './run-fuzz.ts';

test.each(['a', 'b', 'c'])('no input of the seed %s makes the API fail, or wait', async (seed) => {
  const { faults, answers } = await runFuzz({ seed, from: 0, inputs: 200 });
  expect(faults).toEqual([]);
  // Most are refused; those that are not get further into the API.
  for (const counts of answers.values()) expect(counts.get('2xx')).toBeGreaterThan(0);
});
