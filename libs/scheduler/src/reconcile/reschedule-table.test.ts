import { describe, expect, test } from '@jest/globals';
import { clusterOf } from '../testing/cluster.ts';
import {
  type Case,
  type Shape,
  counts,
  end,
  groupOf,
  decided,
  jobOf,
  look,
  setStatus,
  update,
} from '../testing/group-cases.ts';
import { aJob, anUpdate } from '../testing/job-builder.ts';
import { someNodes } from '../testing/node-builder.ts';

const policy = (changes: object = {}): Shape => ({
  reschedulePolicy: {
    attempts: 1,
    intervalMs: 86_400_000,
    delayMs: 0,
    delayFunction: 'constant',
    maxDelayMs: 0,
    unlimited: false,
    ...changes,
  },
});

describe('reschedule', () => {
  const later = policy({ delayMs: 30_000 });
  const off = policy({ attempts: 0 });

  test.each<Case>([
    {
      behaviour: 'service now, previous id set',
      shape: policy(),
      happens: (c) => (end(c, 'failed', 0), look(c)),
      expected: { place: 1, stop: 1, rescheduleNow: 1, ignore: 3 },
    },
    {
      behaviour: 'batch now',
      type: 'batch',
      shape: policy(),
      happens: (c) => (end(c, 'failed', 0), look(c)),
      expected: { place: 1, stop: 1, rescheduleNow: 1, ignore: 3 },
    },
    {
      behaviour: 'service delay follow-up',
      shape: later,
      happens: (c) => (end(c, 'failed', 0), look(c)),
      expected: { rescheduleLater: 1, ignore: 4 },
    },
    {
      behaviour: 'batch delay follow-up',
      type: 'batch',
      shape: later,
      happens: (c) => (end(c, 'failed', 0), look(c)),
      expected: { rescheduleLater: 1, ignore: 4 },
    },
    {
      behaviour: 'nearly due counts as due',
      shape: policy({ delayMs: 1_000 }),
      happens: (c) => (end(c, 'failed', 0), look(c)),
      expected: { place: 1, stop: 1, rescheduleNow: 1, ignore: 3 },
    },
    {
      behaviour: 'policy off: not replaced',
      shape: off,
      happens: (c) => (end(c, 'failed', 0), look(c)),
      expected: { ignore: 4 },
    },
    {
      behaviour: 'policy off for batch',
      type: 'batch',
      shape: off,
      happens: (c) => (end(c, 'failed', 0), look(c)),
      expected: { ignore: 4 },
    },
    {
      behaviour: 'completed service allocation is replaced',
      shape: policy(),
      happens: (c) => (end(c, 'complete', 0), look(c)),
      expected: { place: 1, ignore: 3 },
    },
    {
      behaviour: 'replaced ones are not replaced again',
      shape: policy(),
      happens: (c) => {
        end(c, 'failed', 0);
        c.run(look(c));
        return look(c);
      },
      expected: { ignore: 4 },
    },
    {
      behaviour: 'after success failed ones reschedule',
      shape: { ...policy(), ...update() },
      happens: (c) => (end(c, 'failed', 0), look(c)),
      expected: { place: 1, stop: 1, rescheduleNow: 1, ignore: 3 },
    },
  ])('$behaviour', (one) => {
    expect(decided({ from: 4, ...one })).toEqual(one.expected);
  });

  test.each([
    { behaviour: 'running deployment: not unless marked', status: 'running' },
    { behaviour: 'failed deployment: no reschedule of its allocations', status: 'failed' },
  ] as const)('$behaviour', ({ status }) => {
    const cluster = clusterOf(someNodes(5));
    const shape = { count: 2, ...policy(), update: anUpdate({ progressDeadlineMs: 0 }) };
    cluster.run(cluster.register(jobOf(shape)));
    if (status === 'failed') setStatus(cluster, status);
    end(cluster, 'failed', 0);
    const plan = cluster.run(look(cluster));
    expect(plan.nodeCommits).toEqual([]);
    expect(counts(plan)).not.toHaveProperty('place');
  });

  test('a blocked reschedule is taken up when room comes', () => {
    const cluster = clusterOf(someNodes(1));
    cluster.run(cluster.register(jobOf(policy())));
    end(cluster, 'failed', 0);
    const filler = aJob({ id: 'filler', groups: [groupOf({})] });
    cluster.run(cluster.register(filler));
    const blocked = cluster.run(look(cluster));
    expect(blocked.nodeCommits).toEqual([]);
    const waiting = blocked.outcome.events.find((event) => event.type === 'EvaluationBlocked');
    const evalId = waiting?.evaluation.id ?? '';
    cluster.run(cluster.deregister('filler'));
    cluster.stopsEnd();
    cluster.append('eval.default.j', [{ type: 'EvaluationUnblocked', v: 1, evalId }]);
    expect(counts(cluster.run(evalId))).toMatchObject({ place: 1, rescheduleNow: 1 });
  });
});
