import { expect, test } from '@jest/globals';
import { runSeed } from '../run-seed.ts';
import { plantedBugs } from './planted-bugs.ts';

const SEEDS_MAX = 400;
const TIMEOUT_MS = 300_000;

test.each(plantedBugs.map((bug) => [bug.name, bug] as const))(
  'the simulator catches %s',
  async (_name, bug) => {
    for (let seed = 1; seed <= SEEDS_MAX; seed += 1) {
      const { violation } = await runSeed({ seed, interference: bug });
      if (!violation) continue;
      expect(bug.caughtAs).toContain(violation.rule);
      return;
    }
    expect(`no violation in ${SEEDS_MAX} seeds`).toBe('a violation');
  },
  TIMEOUT_MS,
);
