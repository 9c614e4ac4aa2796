import { describe, expect, test } from '@jest/globals';
import { nameOf } from '@steppe/domain';
import {
  at,
  type Case,
  change,
  CHANGED,
  decided,
  end,
  look,
  migrate,
  placeAgain,
  running,
} from '../testing/group-cases.ts';

const batch = { type: 'batch' } as const;

describe('batch', () => {
  test.each<Case>([
    {
      behaviour: 'finished ones are left on in-place change',
      happens: (c) => (end(c, 'complete', 0, 1, 2), c.evaluate('j', 'job-register')),
      expected: { ignore: 3 },
    },
    {
      behaviour: 'finished on a draining node is left',
      happens: (c) => {
        const { nodeId } = at(c, 0);
        end(c, 'complete', 0);
        migrate(c, 0);
        const drain = { startedAtMs: c.nowMs, forceDeadlineMs: 0, ignoreSystemJobs: false };
        c.append(`node.${nodeId}`, [
          { type: 'NodeDrainChanged', v: 1, nodeId, drain, eligibility: 'ineligible' },
        ]);
        return look(c);
      },
      expected: { ignore: 3 },
    },
    {
      behaviour: 'running old version on a draining node',
      happens: (c) => (migrate(c, 0), change(c, { count: 3, ...CHANGED }, batch)),
      expected: { migrate: 1, destructiveUpdate: 2 },
    },
    {
      behaviour: 'batch migration',
      happens: (c) => (migrate(c, 0, 1), look(c)),
      expected: { migrate: 2, ignore: 1 },
    },
  ])('$behaviour', (one) => {
    expect(decided({ from: 3, ...batch, ...one })).toEqual(one.expected);
  });

  test('scale down with equal names', () => {
    const cluster = running(1, {}, 'batch');
    for (const node of [11, 12, 13]) placeAgain(cluster, 0, node);
    cluster.run(change(cluster, { count: 1 }, batch));
    expect(cluster.living('j').map(nameOf)).toEqual(['j.g[0]']);
  });
});
