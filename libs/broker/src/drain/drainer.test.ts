import { expect, test } from '@jest/globals';
import type { JobType } from '@steppe/domain';
import { BrokerRun } from '../testing/broker-run.ts';
import {
  completed,
  draining,
  joined,
  placed,
  registered,
  reported,
  stopped,
} from '../testing/entries.ts';
import { taskGroup } from '../testing/jobs.ts';

const NO_DEADLINE = { startedAtMs: 0, forceDeadlineMs: 0, ignoreSystemJobs: false };

/** A job with so many running allocations `a0`, `a1`, … on one node. */
function running({
  count = 3,
  maxParallel = 1,
  type = 'service',
}: { count?: number; maxParallel?: number; type?: JobType } = {}): BrokerRun {
  const migrate = { maxParallel, healthCheck: 'checks', minHealthyTimeMs: 0, healthyDeadlineMs: 0 };
  const groups = [taskGroup({ count, migrate })];
  const run = new BrokerRun()
    .entry(joined('n1'), joined('n2'), registered('web', 'e1', { groups, type }))
    .lead();
  for (let index = 0; index < count; index += 1) {
    run.entry(placed('n1', `a${index}`, { jobId: 'web', evalId: 'e1', jobSeq: 3, index }));
    run.entry(reported('n1', `a${index}`, 'running'));
  }
  run.entry(completed('web', 'e1'));
  run.told();
  return run;
}

/** A service and a system job on one node. */
function withSystemJob(): BrokerRun {
  const run = running({ count: 1 }).entry(registered('logs', 's1', { type: 'system' }));
  const jobSeq = run.state.seq;
  run
    .entry(placed('n1', 'b0', { jobId: 'logs', evalId: 's1', jobSeq }), completed('logs', 's1'))
    .entry(reported('n1', 'b0', 'running'));
  run.told();
  return run;
}

function told(run: BrokerRun): string[] {
  return run
    .deliver()
    .told()
    .filter((line) => !line.startsWith('release'));
}

const MOVE = 'AllocationMigrationRequested';
const EVALUATE = 'evaluate web for node-drain';
const END = 'NodeDrainChanged';

test.each([
  {
    title: 'as many as max_parallel allows are asked to move',
    run: () => running({ maxParallel: 2 }).entry(draining('n1', NO_DEADLINE)),
    expected: [MOVE, MOVE, EVALUATE],
  },
  {
    title: 'all at once when the deadline is reached',
    run: () =>
      running({ count: 2 })
        .entry(draining('n1', { ...NO_DEADLINE, forceDeadlineMs: 5_000 }))
        .deliver()
        .tick(5_000),
    expected: [MOVE, EVALUATE, MOVE, EVALUATE],
  },
  {
    title: 'all at once when the drain is forced',
    run: () =>
      running()
        .entry(draining('n1', { ...NO_DEADLINE, startedAtMs: 1, forceDeadlineMs: 1 }))
        .tick(1),
    expected: [MOVE, EVALUATE, MOVE, MOVE, EVALUATE],
  },
  {
    title: 'without a deadline the others wait for ever',
    run: () => {
      const run = running({ count: 2 }).entry(draining('n1', NO_DEADLINE));
      for (let beat = 0; beat < 400; beat += 1) run.heartbeat('n1').heartbeat('n2').tick(9_000);
      return run;
    },
    expected: [MOVE, EVALUATE],
  },
  {
    title: 'a drain that is called off asks no more to move',
    run: () => {
      const run = running({ count: 2 })
        .entry(draining('n1', { ...NO_DEADLINE, forceDeadlineMs: 5_000 }))
        .deliver();
      return run.entry(draining('n1', null)).tick(5_000);
    },
    expected: [MOVE, EVALUATE],
  },
  {
    title: 'a deadline that is moved on counts in the place of the first',
    run: () =>
      running({ count: 2 })
        .entry(draining('n1', { ...NO_DEADLINE, forceDeadlineMs: 5_000 }))
        .deliver()
        .entry(draining('n1', { ...NO_DEADLINE, forceDeadlineMs: 9_000 }))
        .tick(5_000),
    expected: [MOVE, EVALUATE],
  },
  {
    title: 'an empty node is drained at once, and stays ineligible',
    run: () => running().entry(draining('n2', NO_DEADLINE)),
    expected: [END],
  },
  {
    title: 'what a batch job runs may finish',
    run: () => running({ type: 'batch' }).entry(draining('n1', NO_DEADLINE)),
    expected: [],
  },
  {
    title: 'until the deadline',
    run: () =>
      running({ type: 'batch', count: 2 })
        .entry(draining('n1', { ...NO_DEADLINE, forceDeadlineMs: 5_000 }))
        .tick(5_000),
    expected: [MOVE, MOVE, EVALUATE],
  },
  {
    title: 'system jobs stay while something else is there',
    run: () => withSystemJob().entry(draining('n1', NO_DEADLINE)),
    expected: [MOVE, EVALUATE],
  },
  {
    title: 'but not after the deadline',
    run: () =>
      withSystemJob()
        .entry(draining('n1', { ...NO_DEADLINE, forceDeadlineMs: 5_000 }))
        .tick(5_000),
    expected: [MOVE, EVALUATE, MOVE, 'evaluate logs for node-drain'],
  },
  {
    title: 'unless that is wanted',
    run: () =>
      withSystemJob()
        .entry(draining('n1', { ...NO_DEADLINE, forceDeadlineMs: 5_000, ignoreSystemJobs: true }))
        .tick(5_000),
    expected: [MOVE, EVALUATE],
  },
  {
    title: 'system jobs go when nothing else is left',
    run: () => running({ type: 'system', count: 1 }).entry(draining('n1', NO_DEADLINE)),
    expected: [MOVE, EVALUATE],
  },
  {
    title: 'or stay, if that is wanted',
    run: () =>
      running({ type: 'system', count: 1 }).entry(
        draining('n1', { ...NO_DEADLINE, ignoreSystemJobs: true }),
      ),
    expected: [END],
  },
])('$title', ({ run, expected }) => {
  expect(told(run())).toEqual(expected);
});

test('the next one moves when the replacement of the one before runs, and the drain ends after the last', () => {
  const run = running({ count: 2 }).entry(draining('n1', NO_DEADLINE));
  expect(told(run)).toEqual([MOVE, EVALUATE]);
  for (const [allocId, isLast] of [
    ['a0', false],
    ['a1', true],
  ] as const) {
    const evalId = run.evalIdOf('web');
    run.entry(
      stopped('n1', allocId),
      placed('n2', `${allocId}-new`, { jobId: 'web', evalId, jobSeq: 3 }),
    );
    run.entry(completed('web', evalId), reported('n1', allocId, 'complete'));
    expect(told(run)).toEqual(isLast ? [END] : []);
    run.entry(reported('n2', `${allocId}-new`, 'running'));
    expect(told(run)).toEqual(isLast ? [] : [MOVE, EVALUATE]);
  }
});

test('a broker that takes over goes on with a drain', () => {
  const run = running({ count: 1 }).entry(draining('n1', NO_DEADLINE));
  run.intercept();
  run.told();
  run.lead();
  expect(told(run)).toEqual([MOVE, EVALUATE]);
  run.entry(completed('web', run.evalIdOf('web'))).lead();
  expect(told(run)).toEqual([]);
});

test('a broker that takes over after a deadline first moves what must go, and nothing on top of that', () => {
  const forced = { ...NO_DEADLINE, forceDeadlineMs: 5_000 };
  const run = new BrokerRun()
    .entry(
      joined('n1'),
      joined('n2'),
      registered('web', 'e1', { groups: [taskGroup({ count: 2 })] }),
    )
    .entry(placed('n1', 'a0', { jobId: 'web', evalId: 'e1', jobSeq: 3, index: 0 }))
    .entry(placed('n2', 'a1', { jobId: 'web', evalId: 'e1', jobSeq: 3, index: 1 }))
    .entry(reported('n1', 'a0', 'running'), reported('n2', 'a1', 'running'), completed('web', 'e1'))
    .entry(draining('n1', NO_DEADLINE), draining('n2', forced));
  run.nowMs = forced.forceDeadlineMs;
  const moved = run
    .lead()
    .intercept()
    .flatMap(({ events }) => events);
  expect(moved.filter(({ type }) => type === MOVE)).toMatchObject([{ allocId: 'a1' }]);
});
