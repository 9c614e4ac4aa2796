import { describe, expect, test } from '@jest/globals';
import { nameOf } from '@steppe/domain';
import {
  at,
  type Case,
  change,
  decided,
  end,
  look,
  migrate,
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
  ])('$behaviour', (one) => {
    expect(decided({ from: 3, ...batch, ...one })).toEqual(one.expected);
  });

  test('scale down with equal names', () => {
    const cluster = running(1, {}, 'batch');
    const { jobVersion, evalId } = at(cluster, 0);
    for (const node of [11, 12, 13]) {
      const placement = {
        allocId: `again-${node}`,
        evalId,
        namespace: 'default',
        jobId: 'j',
        jobSeq: jobVersion.seq,
        group: 'g',
        index: 0,
        ports: [],
      };
      cluster.append(`node.node-n${node}`, [{ type: 'AllocationPlaced', v: 1, placement }]);
    }
    cluster.run(change(cluster, { count: 1 }, batch));
    expect(cluster.living('j').map(nameOf)).toEqual(['j.g[0]']);
  });
});
