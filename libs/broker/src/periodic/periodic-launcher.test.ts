import { expect, test } from '@jest/globals';
import { subjects } from '@steppe/domain';
import { BrokerRun } from '../testing/broker-run.ts';
import { completed, deregistered, type Entry, registeredVersion } from '../testing/entries.ts';

/** A job that is launched every minute, registered at 00:00:00. */
function everyMinute(changes: Record<string, unknown> = {}): BrokerRun {
  const periodic = { Enabled: true, SpecType: 'cron', Specs: ['* * * * *'], ...changes };
  const changed = { type: 'batch', periodic } as const;
  const entry = registeredVersion('report', { evalId: undefined, version: 0, changes: changed });
  return new BrokerRun().lead().entry(entry);
}

test.each([
  {
    title: 'a child is launched when it is due',
    run: () => everyMinute().tick(59_999).deliver().tick(1).deliver(),
    told: ['register report/periodic-60 version 0'],
  },
  {
    title: 'and the next one after it, though the first still runs',
    run: () => everyMinute().tick(60_000).deliver().tick(60_000).deliver(),
    told: ['register report/periodic-60 version 0', 'register report/periodic-120 version 0'],
  },
  {
    title: 'unless the job prohibits overlap',
    run: () => everyMinute({ ProhibitOverlap: true }).tick(60_000).deliver().tick(60_000).deliver(),
    told: ['register report/periodic-60 version 0'],
  },
  {
    title: 'of several expressions the earliest counts',
    run: () =>
      everyMinute({ Specs: ['@daily', '*/2 * * * *'] })
        .tick(120_000)
        .deliver(),
    told: ['register report/periodic-120 version 0'],
  },
  {
    title: 'a job that is stopped is launched no more',
    run: () => everyMinute().entry(deregistered('report', 'e9')).tick(60_000).deliver(),
    told: [],
  },
  {
    title: 'a job whose periodic block is disabled is not launched',
    run: () => everyMinute({ Enabled: false }).tick(60_000).deliver(),
    told: [],
  },
  {
    title: 'of many missed launches one is made up for',
    run: () => everyMinute().tick(600_000).deliver().tick(1).deliver(),
    told: ['register report/periodic-60 version 0'],
  },
  {
    title: 'an expression that is not valid is told of',
    run: () =>
      everyMinute({ Specs: ['61 * * * *'] })
        .tick(60_000)
        .deliver(),
    told: ['a periodic job never launches'],
  },
])('$title', ({ run, told }) => {
  const lines = run().told();
  expect(lines.filter((line) => !line.startsWith('release') && !line.includes('paused'))).toEqual(
    told,
  );
});

test('after a child has ended the next one is launched', () => {
  const run = everyMinute({ ProhibitOverlap: true }).tick(60_000).deliver();
  run.entry(completed('report/periodic-60', run.evalIdOf('report/periodic-60')));
  run.told();
  expect(run.tick(60_000).deliver().told()).toContain('register report/periodic-120 version 0');
});

test('its evaluation says that it is of a periodic job', () => {
  const run = everyMinute().tick(60_000).deliver();
  const evalId = run.evalIdOf('report/periodic-60');
  expect(run.state.evals.get(evalId)?.evaluation.triggeredBy).toBe('periodic-job');
});

test('a broker that takes over launches what is due, and nothing twice', () => {
  const run = everyMinute().tick(60_000);
  const zombie = run.intercept();
  run.lead().tick().deliver();
  for (const append of zombie) run.deliverOne(append);
  run.lead().tick().deliver();
  expect(run.told().filter((line) => !line.startsWith('release'))).toEqual([
    'the broker was paused: every node gets its full time to live again',
    'register report/periodic-60 version 0',
    'register report/periodic-60 version 0',
    'conflict on job.default.report%2Fperiodic-60',
  ]);
});

test('what was launched is not launched again once it is forgotten', () => {
  const run = everyMinute().tick(60_000).deliver();
  const jobId = 'report/periodic-60';
  run.entry(completed(jobId, run.evalIdOf(jobId)));
  run.nowMs += 3_600_000;
  run.entry(requested).lead();
  for (let round = 0; round < 10; round += 1) run.tick().deliver();
  expect(run.state.jobs.has(`default/${jobId}`)).toBe(false);
  expect(run.told().filter((line) => line === `register ${jobId} version 0`)).toHaveLength(1);
});

const requested: Entry = {
  subject: subjects.collection(),
  events: [{ type: 'GarbageCollectionRequested', v: 1 }],
};
