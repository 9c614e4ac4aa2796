import { expect, test } from '@jest/globals';
import { plantedBugs } from './planted-bugs.ts';
import { runSeed } from './run-seed.ts';

const SEEDS_MAX = 60;
const TIMEOUT_MS = 120_000;

test.each(plantedBugs.map((bug) => [bug.name, bug] as const))(
  'the simulator catches %s',
  async (_name, { append }) => {
    for (let seed = 1; seed <= SEEDS_MAX; seed += 1) {
      const { violation } = await runSeed({ seed, append });
      if (violation) return;
    }
    expect(`no violation in ${SEEDS_MAX} seeds`).toBe('a violation');
  },
  TIMEOUT_MS,
);
