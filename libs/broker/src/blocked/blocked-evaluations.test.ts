import { expect, test } from '@jest/globals';
import { BrokerRun } from '../testing/broker-run.ts';
import {
  blocked,
  completed,
  created,
  eligibility,
  joined,
  placed,
  registered,
  registeredVersion,
  reported,
  SMALL_RESOURCES,
  stopped,
} from '../testing/entries.ts';
import { taskGroup } from '../testing/jobs.ts';

/** One node that a filler job has filled (seqs 1–4), and a job that is evaluated. */
function fullNode(): BrokerRun {
  const run = new BrokerRun()
    .entry(joined('n1'), registered('filler', 'f1'))
    .entry(placed('n1', 'a1', { jobId: 'filler', evalId: 'f1', jobSeq: 2 }))
    .entry(placed('n1', 'a2', { jobId: 'filler', evalId: 'f1', jobSeq: 2, index: 1 }))
    .entry(completed('filler', 'f1'), registered('web', 'e1'))
    .lead();
  run.told();
  return run;
}

/** The full node, and three jobs that wait for room. */
function threeBlocked(): BrokerRun {
  const run = fullNode();
  const ids = ['0', '1', '2'];
  for (const id of ids) run.entry(registered(`job-${id}`, `w${id}`));
  const snapshotSeq = run.state.seq;
  for (const id of ids) run.entry(blocked(`job-${id}`, `b${id}`, { snapshotSeq }));
  run.told();
  return run;
}

test.each([
  {
    title: 'an allocation that was told to stop wakes nobody before it has ended',
    run: () =>
      fullNode()
        .entry(blocked('web', 'b1', { snapshotSeq: 6 }), stopped('n1', 'a1'))
        .deliver(),
    told: [],
  },
  {
    title: 'an allocation that ended wakes who waits',
    run: () =>
      fullNode()
        .entry(blocked('web', 'b1', { snapshotSeq: 6 }), reported('n1', 'a1', 'complete'))
        .deliver(),
    told: ['unblock b1'],
  },
  {
    title: 'one that was told to stop wakes who waits when it ends',
    run: () =>
      fullNode()
        .entry(stopped('n1', 'a1'), blocked('web', 'b1', { snapshotSeq: 7 }))
        .entry(reported('n1', 'a1', 'complete'))
        .deliver(),
    told: ['unblock b1'],
  },
  {
    title: 'capacity that came after what the scheduler saw wakes at once',
    run: () =>
      fullNode()
        .entry(reported('n1', 'a1', 'complete'), blocked('web', 'b1', { snapshotSeq: 6 }))
        .deliver(),
    told: ['unblock b1'],
  },
  {
    title: 'capacity that the scheduler saw wakes nobody',
    run: () =>
      fullNode()
        .entry(reported('n1', 'a1', 'complete'), blocked('web', 'b1', { snapshotSeq: 7 }))
        .deliver(),
    told: [],
  },
  {
    title: 'a new node wakes who waits',
    run: () =>
      fullNode()
        .entry(blocked('web', 'b1', { snapshotSeq: 6 }), joined('n2'))
        .deliver(),
    told: ['unblock b1'],
  },
  {
    title: 'a node that is too small wakes nobody',
    run: () => {
      const run = fullNode();
      const resources = { ...SMALL_RESOURCES, memoryMb: 255 };
      return run
        .entry(blocked('web', 'b1', { snapshotSeq: 6 }), joined('n2', { resources }))
        .deliver();
    },
    told: [],
  },
  {
    title: 'a node of a class that is not eligible wakes nobody',
    run: () => {
      const run = fullNode();
      const computedClass = run.state.nodes.get('n1')?.computedClass ?? '';
      const classEligibility = { [computedClass]: false };
      return run
        .entry(blocked('web', 'b1', { snapshotSeq: 6, classEligibility }), joined('n2'))
        .deliver();
    },
    told: [],
  },
  {
    title: 'unless what escaped the classes may use it',
    run: () => {
      const run = fullNode();
      const computedClass = run.state.nodes.get('n1')?.computedClass ?? '';
      const classEligibility = { [computedClass]: false };
      return run
        .entry(blocked('web', 'b1', { snapshotSeq: 6, classEligibility, escaped: true }))
        .entry(joined('n2'))
        .deliver();
    },
    told: ['unblock b1'],
  },
  {
    title: 'a node that is ineligible wakes nobody until it is eligible',
    run: () => {
      const run = fullNode().entry(
        eligibility('n1', 'ineligible'),
        reported('n1', 'a1', 'complete'),
      );
      run.entry(blocked('web', 'b1', { snapshotSeq: 6 })).deliver();
      expect(run.told()).toEqual([]);
      return run.entry(eligibility('n1', 'eligible')).deliver();
    },
    told: ['unblock b1'],
  },
  {
    title: 'place for one wakes one, and it is of the higher priority',
    run: () =>
      fullNode()
        .entry(registered('api', 'e2', { priority: 70 }), blocked('web', 'b1', { snapshotSeq: 7 }))
        .entry(
          blocked('api', 'b2', { snapshotSeq: 7, priority: 70 }),
          reported('n1', 'a1', 'complete'),
        )
        .deliver(),
    told: ['release e2', 'unblock b2'],
  },
  {
    title: 'place for two wakes two of three',
    run: () =>
      threeBlocked()
        .entry(reported('n1', 'a1', 'complete'), reported('n1', 'a2', 'complete'))
        .deliver(),
    told: ['unblock b0', 'unblock b1'],
  },
  {
    title: 'place for two wakes one that lacks two, and nobody else',
    run: () => {
      const run = fullNode().entry(registered('api', 'e2'));
      run.entry(blocked('api', 'b2', { snapshotSeq: 7, queued: 2 }));
      run.entry(blocked('web', 'b1', { snapshotSeq: 7 }));
      run.told();
      return run
        .entry(reported('n1', 'a1', 'complete'), reported('n1', 'a2', 'complete'))
        .deliver();
    },
    told: ['unblock b2'],
  },
  {
    title: 'what is too large for the place is passed over for what fits',
    run: () => {
      const large = [
        taskGroup({ ephemeralDisk: { sizeMb: 20_000, sticky: false, migrate: false } }),
      ];
      return fullNode()
        .entry(registered('api', 'e2', { priority: 70, groups: large }))
        .entry(blocked('api', 'b2', { snapshotSeq: 7, priority: 70 }))
        .entry(blocked('web', 'b1', { snapshotSeq: 7 }), reported('n1', 'a1', 'complete'))
        .deliver();
    },
    told: ['release e2', 'unblock b1'],
  },
  {
    title: 'a second blocked evaluation of a job takes the place of the first',
    run: () =>
      fullNode()
        .entry(blocked('web', 'b1', { snapshotSeq: 6 }), blocked('web', 'b2', { snapshotSeq: 7 }))
        .deliver(),
    told: ['cancel b1: existing blocked evaluation exists for job "web"'],
  },
  {
    title: 'an evaluation that placed everything makes a blocked one superfluous',
    run: () =>
      fullNode()
        .entry(blocked('web', 'b1', { snapshotSeq: 6 }), completed('web', 'e1'))
        .deliver(),
    told: ['cancel b1: evaluation "e1" successful'],
  },
  {
    title: 'one that is superfluous is not woken any more',
    run: () => {
      const run = fullNode();
      run.entry(blocked('web', 'b1', { snapshotSeq: 6 }), completed('web', 'e1')).told();
      run.abandonNext();
      return run.entry(reported('n1', 'a1', 'complete')).deliver();
    },
    told: ['cancel b1: evaluation "e1" successful'],
  },
  {
    title: 'one that could not does not',
    run: () =>
      fullNode()
        .entry(blocked('web', 'b1', { snapshotSeq: 6 }), completed('web', 'e1', ['app']))
        .deliver(),
    told: [],
  },
  {
    title: 'one that is blocked by conflicts is tried again after a while',
    run: () =>
      fullNode()
        .entry(blocked('web', 'b1', { snapshotSeq: 6, triggeredBy: 'max-plan-attempts' }))
        .tick(60_000)
        .deliver(),
    told: ['the broker was paused: every node gets its full time to live again', 'unblock b1'],
  },
])('$title', ({ run, told }) => {
  expect(
    run()
      .told()
      .filter((line) => !line.startsWith('release b')),
  ).toEqual(told);
});

test('when the one that was woken did not take the place, the next one is woken', () => {
  const run = fullNode()
    .entry(registered('api', 'e2', { priority: 70 }), blocked('web', 'b1', { snapshotSeq: 7 }))
    .entry(blocked('api', 'b2', { snapshotSeq: 7, priority: 70 }), completed('api', 'e2', ['app']))
    .entry(reported('n1', 'a1', 'complete'))
    .deliver();
  expect(run.told()).toEqual(['release e2', 'unblock b2', 'release b2']);
  run.entry(blocked('api', 'b2', { snapshotSeq: 11, priority: 70 })).deliver();
  expect(run.told()).toEqual(['unblock b1']);
});

test('of a job with versions of several priorities those count that may be preempted', () => {
  const run = new BrokerRun()
    .entry(joined('n1'), registered('filler', 'f1', { priority: 20 }))
    .entry(placed('n1', 'a1', { jobId: 'filler', evalId: 'f1', jobSeq: 2 }))
    .entry(registeredVersion('filler', { evalId: 'f2', version: 1 }))
    .entry(placed('n1', 'a2', { jobId: 'filler', evalId: 'f2', jobSeq: 4, index: 1 }))
    .entry(completed('filler', 'f1'), completed('filler', 'f2'), registered('web', 'e1'))
    .lead()
    .entry(blocked('web', 'b1', { snapshotSeq: 8 }));
  run.told();
  run.entry(eligibility('n1', 'ineligible'), eligibility('n1', 'eligible')).deliver();
  expect(run.told()).toEqual(['unblock b1']);
});

test('after a take-over a blocked evaluation that fits somewhere looks once more', () => {
  const run = fullNode()
    .entry(created('web', 'e9'), reported('n1', 'a1', 'complete'))
    .entry(completed('web', 'e1', ['app']), completed('web', 'e9', ['app']))
    .entry(blocked('web', 'b1', { snapshotSeq: 8 }));
  run.told();
  expect(run.lead().deliver().told()).toEqual(['unblock b1', 'release b1']);
});

test('a broker that takes over cancels what its predecessor found superfluous', () => {
  const run = fullNode().entry(blocked('web', 'b1', { snapshotSeq: 6 }), completed('web', 'e1'));
  run.intercept();
  run.told();
  expect(run.lead().deliver().told()).toEqual(['cancel b1: evaluation "e1" successful']);
});
