import { describe, expect, test } from '@jest/globals';
import { BrokerRun } from '../testing/broker-run.ts';
import {
  completed,
  deregistered,
  disconnected,
  joined,
  nodeStatus,
  placed,
  registered,
  reported,
  stopped,
} from '../testing/entries.ts';
import { taskGroup } from '../testing/jobs.ts';

/** Two jobs on one node, both evaluated. */
function twoJobs(options = {}, groups = [taskGroup()]): BrokerRun {
  const run = new BrokerRun(options)
    .entry(joined('n1'), registered('web', 'e1', { groups }), registered('api', 'e2'))
    .entry(placed('n1', 'a1', { jobId: 'web', evalId: 'e1', jobSeq: 2 }))
    .entry(placed('n1', 'a2', { jobId: 'api', evalId: 'e2', jobSeq: 3 }))
    .entry(completed('web', 'e1'), completed('api', 'e2'))
    .lead();
  return run;
}

const DOWN = 'n1 down: Node heartbeat missed';

test.each([
  {
    title: 'a node that is heard in time stays ready',
    run: () => twoJobs().tick(9_000).heartbeat('n1').tick(9_000).tick(9_000).deliver(),
    told: [],
  },
  {
    title: 'a silent node is down, and each job on it is evaluated',
    run: () => twoJobs().tick(10_000).tick(10_000).deliver(),
    told: [
      DOWN,
      'evaluate web for node-update',
      'evaluate api for node-update',
      'release web',
      'release api',
    ],
  },
  {
    title: 'a node that is heard while its loss loses a compare-and-set stays ready',
    run: () => {
      const run = twoJobs().tick(10_000).tick(10_000).heartbeat('n1');
      const lost = run.intercept();
      run.entry(stopped('n1', 'a9'));
      for (const append of lost) run.deliverOne(append);
      return run.deliver();
    },
    told: [DOWN, 'conflict on node.n1'],
  },
  {
    title: 'a loss that loses a compare-and-set is declared again',
    run: () => {
      const run = twoJobs().entry(completed('web', 'e1')).tick(10_000).tick(10_000);
      const lost = run.intercept();
      run.entry(stopped('n1', 'a1'), reported('n1', 'a1', 'complete'));
      run.entry(stopped('n1', 'a2'), reported('n1', 'a2', 'complete'));
      for (const append of lost) run.deliverOne(append);
      return run.deliver();
    },
    told: [DOWN, DOWN, DOWN, 'conflict on node.n1', 'conflict on node.n1'],
  },
  {
    title: 'a node that comes back is ready, and its jobs are evaluated',
    run: () => {
      const run = twoJobs().entry(nodeStatus('n1', 'down')).deliver();
      run.entry(completed('web', run.evalIdOf('web')), completed('api', run.evalIdOf('api')));
      run.told();
      return run.heartbeat('n1').deliver();
    },
    told: [
      'n1 ready: Node reregistered by heartbeat',
      'evaluate web for node-update',
      'evaluate api for node-update',
      'release web',
      'release api',
    ],
  },
  {
    title: 'a job that allows a disconnect keeps its node from being down at once',
    run: () =>
      twoJobs({}, [
        taskGroup({ disconnect: { lostAfterMs: 60_000, replace: true, reconcile: 'best_score' } }),
      ])
        .tick(10_000)
        .tick(10_000),
    told: ['n1 disconnected: Node heartbeat missed'],
  },
  {
    title: 'an allocation that is heard of again after its node was out of touch is evaluated',
    run: () => {
      const run = twoJobs().entry(nodeStatus('n1', 'disconnected'), disconnected('n1', 'a1'));
      run.deliver().entry(completed('web', run.evalIdOf('web')), nodeStatus('n1', 'ready'));
      run
        .deliver()
        .entry(completed('web', run.evalIdOf('web')))
        .told();
      return run.entry(reported('n1', 'a1', 'running')).deliver();
    },
    told: ['evaluate web for reconnect', 'release web'],
  },
  {
    title: 'a broker that was paused gives every node its full time again',
    run: () => twoJobs().tick(30_000).tick(9_000).deliver(),
    told: ['the broker was paused: every node gets its full time to live again'],
  },
  {
    title: 'a node may be silent for as long as min_heartbeat_ttl and heartbeat_grace say',
    run: () =>
      twoJobs({ minHeartbeatTtlMs: 3_000, heartbeatGraceMs: 1_000 })
        .tick(1_900)
        .tick(1_900)
        .tick(200),
    told: [DOWN],
  },
  {
    title: 'the more nodes there are, the longer each may be silent',
    run: () => {
      const run = new BrokerRun({ maxHeartbeatsPerSecond: 1, massLossMin: 1_000 });
      for (let index = 0; index < 20; index += 1) run.entry(joined(`n${index}`));
      run.lead();
      for (let second = 0; second < 29; second += 1) run.tick(1_000);
      return run;
    },
    told: [],
  },
  {
    title: 'a node that a new leader has not heard yet has failover_heartbeat_ttl',
    run: () => {
      const run = twoJobs({ failoverHeartbeatTtlMs: 60_000 }).entry(joined('n2')).heartbeat('n2');
      for (let second = 0; second < 60; second += 1) run.tick(1_000);
      return run;
    },
    told: ['n2 down: Node heartbeat missed', DOWN],
  },
  {
    title: 'a heartbeat of an unknown node is nothing',
    run: () => twoJobs().heartbeat('n9').deliver(),
    told: [],
  },
])('$title', ({ run, told }) => {
  expect(run().told()).toEqual(told);
});

test('a broker that takes over gives every node its full time', () => {
  const run = twoJobs().tick(9_000).tick(9_000).lead().tick(9_000).tick(9_000);
  expect(run.told()).toEqual([]);
  expect(run.tick(2_000).told()).toEqual([DOWN]);
});

test('a broker that takes over asks for the evaluations that a lost node calls for', () => {
  const run = twoJobs().entry(deregistered('api', 'e3'), nodeStatus('n1', 'down'));
  run.told();
  run.lead().deliver();
  expect(run.told().filter((line) => line.startsWith('evaluate'))).toEqual([
    'evaluate web for node-update',
    'evaluate api for node-update',
  ]);
});

/** So many nodes, of which the first ones are heard no more. */
function silence({ silent, of }: { silent: number; of: number }): BrokerRun {
  const run = new BrokerRun({ nodeLossRateMax: 8, massLossGraceMs: 5_000 });
  for (let index = 0; index < of; index += 1) run.entry(joined(`n${index}`));
  run.lead().tick(9_000);
  for (let index = silent; index < of; index += 1) run.heartbeat(`n${index}`);
  return run.tick(9_000).tick(2_000);
}

describe('when nodes fall silent at once', () => {
  const HELD = 'many nodes fell silent at once: waiting before declaring them down';

  test.each([
    { title: 'fewer than ten are believed', silent: 8, of: 9, expected: 8 },
    { title: 'fewer than half are believed', silent: 14, of: 30, expected: 8 },
    { title: 'half are not', silent: 15, of: 30, expected: 0 },
    { title: 'nor are ten of ten', silent: 10, of: 10, expected: 0 },
  ])('$title, at a limited rate', ({ silent, of, expected }) => {
    const run = silence({ silent, of });
    expect(run.told().filter((line) => line.includes('down: '))).toHaveLength(expected);
  });

  test('more are believed only after a while, and then at a limited rate', () => {
    const run = silence({ silent: 20, of: 20 });
    expect(run.told()).toEqual([HELD]);
    expect(run.tick(4_999).told()).toEqual([]);
    expect(run.tick(1).told()).toHaveLength(8);
    expect(run.tick(500).told()).toHaveLength(0);
    expect(run.tick(500).told()).toHaveLength(8);
  });

  test('those that are heard again meanwhile were never lost', () => {
    const run = silence({ silent: 20, of: 20 });
    for (let index = 0; index < 20; index += 1) run.heartbeat(`n${index}`);
    expect(run.tick(5_000).told()).toEqual([HELD]);
  });

  test('the next time the whole while counts again', () => {
    const run = silence({ silent: 20, of: 20 });
    for (let index = 0; index < 20; index += 1) run.heartbeat(`n${index}`);
    expect(run.tick(9_000).tick(9_000).tick(2_000).told()).toEqual([HELD, HELD]);
    expect(run.tick(4_999).told()).toEqual([]);
  });
});
