import { expect, test } from '@jest/globals';
import { digestOf, runSeed } from './run-seed.ts';

/**
 * A minute's worth on a core of its own, and two to three beside other tests: the number is fixed and not the time, so
 * that every machine runs the same. `npm run simulate -- --seeds 10000` runs more.
 */
const SEEDS = 500;
const TIMEOUT_MS = 900_000;

test(
  `whatever happens, ${SEEDS} clusters keep their invariants and come to rest as they should`,
  async () => {
    const failures: string[] = [];
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const { violation } = await runSeed({ seed });
      if (!violation) continue;
      const { rule, message } = violation;
      failures.push(`npm run simulate -- --seed ${seed}: ${rule}: ${message}`);
    }
    expect(failures).toEqual([]);
  },
  TIMEOUT_MS,
);

test.each([1, 2, 3, 4, 5])('seed %d gives the same log each time, byte for byte', async (seed) => {
  const [first, second] = [await runSeed({ seed }), await runSeed({ seed })];
  expect(digestOf(second)).toBe(digestOf(first));
  expect(second.entries.length).toBeGreaterThan(20);
});

test('another seed gives another log', async () => {
  const [first, second] = [await runSeed({ seed: 1 }), await runSeed({ seed: 2 })];
  expect(digestOf(second)).not.toBe(digestOf(first));
});
