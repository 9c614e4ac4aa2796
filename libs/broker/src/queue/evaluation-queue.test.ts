import { expect, test } from '@jest/globals';
import { subjects } from '@steppe/domain';
import { BrokerRun } from '../testing/broker-run.ts';
import { blocked, completed, created, failed, paused, registered } from '../testing/entries.ts';
import { DELIVERY_LIMIT_REACHED } from './delivery-limit.ts';

test.each([
  {
    title: 'a registered job is released with its own entry',
    run: () => new BrokerRun().lead().entry(registered('web', 'e1')),
    told: ['release e1'],
  },
  {
    title: 'a second evaluation of a job waits for the first',
    run: () => new BrokerRun().lead().entry(registered('web', 'e1'), created('web', 'e2')),
    told: ['release e1'],
  },
  {
    title: 'the second is released when the first is complete',
    run: () =>
      new BrokerRun()
        .lead()
        .entry(registered('web', 'e1'), created('web', 'e2'), completed('web', 'e1')),
    told: ['release e1', 'release e2'],
  },
  {
    title: 'of those that waited the newest is released, after the others are cancelled',
    run: () =>
      new BrokerRun()
        .lead()
        .entry(registered('web', 'e1'), created('web', 'e2'), created('web', 'e3'))
        .entry(completed('web', 'e1'))
        .deliver(),
    told: ['release e1', 'cancel e2: canceled after more recent eval was processed', 'release e3'],
  },
  {
    title: 'evaluations of different jobs are released at once',
    run: () => new BrokerRun().lead().entry(registered('web', 'e1'), registered('api', 'e2')),
    told: ['release e1', 'release e2'],
  },
  {
    title: 'no more than the window is released',
    run: () =>
      new BrokerRun({ releaseWindow: 1 })
        .lead()
        .entry(registered('web', 'e1'), registered('api', 'e2')),
    told: ['release e1'],
  },
  {
    title: 'a higher priority overtakes what waits for the window',
    run: () =>
      new BrokerRun({ releaseWindow: 1 })
        .lead()
        .entry(registered('a', 'e1'), registered('b', 'e2'))
        .entry(registered('c', 'e3', { priority: 80 }), completed('a', 'e1')),
    told: ['release e1', 'release e3'],
  },
  {
    title: 'a delayed evaluation is released when its time has come',
    run: () =>
      new BrokerRun()
        .lead()
        .entry(created('web', 'e1', { waitUntilMs: 5_000 }))
        .tick(4_999)
        .tick(1),
    told: ['release e1'],
  },
  {
    title: 'one that is delayed does not keep the next of its job waiting',
    run: () =>
      new BrokerRun()
        .lead()
        .entry(created('web', 'e1', { waitUntilMs: 5_000 }), created('web', 'e2')),
    told: ['release e2'],
  },
  {
    title: 'one that is delayed waits on after a take-over',
    run: () =>
      new BrokerRun()
        .lead()
        .entry(created('web', 'e1', { waitUntilMs: 5_000 }))
        .tick(4_999)
        .lead()
        .tick(1),
    told: ['release e1'],
  },
  {
    title: 'of those that waited one of a higher priority is released, though it is older',
    run: () =>
      new BrokerRun()
        .lead()
        .entry(
          registered('web', 'e1'),
          created('web', 'e2', { priority: 80 }),
          created('web', 'e3'),
        )
        .entry(completed('web', 'e1'))
        .deliver(),
    told: ['release e1', 'cancel e3: canceled after more recent eval was processed', 'release e2'],
  },
  {
    title: 'a blocked evaluation makes room for the next of its job',
    run: () =>
      new BrokerRun()
        .lead()
        .entry(registered('web', 'e1'), created('web', 'e2'))
        .entry(blocked('web', 'e1', { snapshotSeq: 2 })),
    told: ['release e1', 'release e2'],
  },
  {
    title: 'a paused broker releases nothing, and what waited once it goes on',
    run: () => {
      const run = new BrokerRun().entry(paused(true)).lead();
      run.entry(registered('web', 'e1'), registered('api', 'e2')).tick(1_000);
      expect(run.told()).toEqual([]);
      return run.entry(paused(false));
    },
    told: ['release e1', 'release e2'],
  },
  {
    title: 'a failed delivery is followed up later',
    run: () =>
      new BrokerRun()
        .lead()
        .entry(registered('web', 'e1'), failed('web', 'e1', DELIVERY_LIMIT_REACHED))
        .deliver(),
    told: ['release e1', 'evaluate web for failed-follow-up later'],
  },
  {
    title: 'an evaluation that failed for another reason is not',
    run: () =>
      new BrokerRun()
        .lead()
        .entry(registered('web', 'e1'), failed('web', 'e1', 'bad'))
        .deliver(),
    told: ['release e1'],
  },
])('$title', ({ run, told }) => {
  expect(run().told()).toEqual(told);
});

test.each([
  { title: 'before it has waited so long as to make up for it', waitedMs: 29_999, released: 'c' },
  { title: 'but not after: waiting lets nothing starve', waitedMs: 30_000, released: 'b' },
])('a priority that is higher by 30 steps goes first $title', ({ waitedMs, released }) => {
  const run = new BrokerRun({ releaseWindow: 1, agingStepMs: 1_000 }).lead();
  run.entry(registered('a', 'a'), registered('b', 'b'));
  run.nowMs = waitedMs;
  run.entry(registered('c', 'c', { priority: 80 }), completed('a', 'a'));
  expect(run.told()).toEqual(['release a', `release ${released}`]);
});

test.each([
  {
    title: 'capacity',
    waits: (run: BrokerRun) => {
      run.entry(blocked('old', 'waited', { snapshotSeq: 1 }));
      run.nowMs += 60_000;
      const subject = subjects.evaluation('default', 'old');
      return run.entry({
        subject,
        events: [{ type: 'EvaluationUnblocked', v: 1, evalId: 'waited' }],
      });
    },
  },
  {
    title: 'its time',
    waits: (run: BrokerRun) => {
      run.entry(created('old', 'waited', { waitUntilMs: 60_000 }));
      return run.tick(60_000);
    },
  },
])('to wait for $title raises no priority', ({ waits }) => {
  const run = new BrokerRun({ releaseWindow: 1, agingStepMs: 1_000 }).lead();
  run.entry(registered('old', 'old'), completed('old', 'old'), registered('a', 'a'));
  waits(run).entry(registered('new', 'new', { priority: 51 }), completed('a', 'a'));
  expect(run.told().filter((line) => line.startsWith('release'))).toEqual([
    'release old',
    'release a',
    'release new',
  ]);
});

test('what is followed up waits a minute and up to five more, each for a time of its own', () => {
  const run = new BrokerRun().lead();
  const ids = Array.from({ length: 50 }, (_, i) => `e${i}`);
  for (const id of ids) run.entry(registered(id, id), failed(id, id, DELIVERY_LIMIT_REACHED));
  run.deliver();
  const waitsMs = ids.map(
    (id) => run.state.evals.get(run.evalIdOf(id))?.evaluation.waitUntilMs ?? 0,
  );
  expect(Math.min(...waitsMs)).toBeGreaterThanOrEqual(60_000);
  expect(Math.max(...waitsMs)).toBeLessThan(360_000);
  expect(new Set(waitsMs).size).toBeGreaterThan(40);
});

test('a follow-up that fails too is followed up again', () => {
  const run = new BrokerRun({ followUpSpreadMs: 0 }).lead().entry(registered('web', 'e1'));
  let evalId = 'e1';
  for (const expected of ['release e1', 'release web']) {
    run.entry(failed('web', evalId, DELIVERY_LIMIT_REACHED)).deliver();
    expect(run.told()).toEqual([expected, 'evaluate web for failed-follow-up later']);
    evalId = run.evalIdOf('web');
    for (let second = 0; second < 59; second += 1) run.tick(1_000);
    expect(run.told()).toEqual([]);
    run.tick(1_000);
  }
});

test('after a take-over the oldest pending evaluation of a job goes first and the others wait', () => {
  const run = new BrokerRun().entry(registered('web', 'e1'), created('web', 'e2')).lead().deliver();
  expect(run.told()).toEqual(['release e1']);
  run.entry(completed('web', 'e1')).deliver();
  expect(run.told()).toEqual(['release e2']);
});

test('an evaluation that vanished from the queue is released again under another ID', () => {
  const run = new BrokerRun().lead().entry(registered('web', 'e1'), registered('api', 'e2'));
  run.tick(60_000);
  const { broker, nowMs } = run;
  expect(broker.overdueReleases(nowMs)).toBe(2);
  expect(broker.releaseVanished({ nowMs, queueDepth: 2 })).toEqual([]);
  expect(broker.releaseVanished({ nowMs, queueDepth: 1 })).toMatchObject([
    { kind: 'release', id: 'e1.1.2' },
  ]);
  expect(broker.overdueReleases(nowMs)).toBe(1);
});
