import { expect, test } from '@jest/globals';
import { DELIVERY_LIMIT_REACHED } from '../queue/delivery-limit.ts';
import { BrokerRun } from '../testing/broker-run.ts';
import {
  completed,
  created,
  decided,
  deregistered,
  eligibility,
  failed,
  joined,
  nodeGone,
  nodeStatus,
  placed,
  registered,
  reported,
  stopped,
} from '../testing/entries.ts';
import { taskGroup } from '../testing/jobs.ts';

/** A job with an allocation on a node, evaluated. */
function running(group = taskGroup(), type: 'batch' | 'service' | 'system' = 'service'): BrokerRun {
  const run = new BrokerRun()
    .entry(joined('n1'), registered('web', 'e1', { groups: [group], type }))
    .lead()
    .entry(placed('n1', 'a1', { jobId: 'web', evalId: 'e1', jobSeq: 2 }))
    .entry(completed('web', 'e1'))
    .deliver();
  run.told();
  return run;
}

const stoppedInSilence = taskGroup({ stopAfterClientDisconnectMs: 20_000 });
const noMore = {
  attempts: 0,
  intervalMs: 0,
  delayMs: 0,
  delayFunction: 'constant',
  maxDelayMs: 0,
  unlimited: false,
} as const;

test.each([
  {
    title: 'an allocation that failed calls for an evaluation',
    run: () =>
      running()
        .entry(reported('n1', 'a1', 'failed'))
        .deliver(),
    told: ['evaluate web for alloc-failure', 'release web'],
  },
  {
    title: 'one that may not be rescheduled does not',
    run: () =>
      running(taskGroup({ reschedulePolicy: noMore }))
        .entry(reported('n1', 'a1', 'failed'))
        .deliver(),
    told: [],
  },
  {
    title: 'one of a service that its node has stopped in silence does too',
    run: () =>
      running(stoppedInSilence)
        .entry(reported('n1', 'a1', 'complete'))
        .deliver(),
    told: ['evaluate web for alloc-stop', 'release web'],
  },
  {
    title: 'one that was told to stop does not',
    run: () =>
      running()
        .entry(stopped('n1', 'a1'), reported('n1', 'a1', 'failed'))
        .deliver(),
    told: [],
  },
  {
    title: 'one that completed does not',
    run: () =>
      running()
        .entry(reported('n1', 'a1', 'complete'))
        .deliver(),
    told: [],
  },
  {
    title: 'an evaluation that waits for its turn covers what happens meanwhile',
    run: () =>
      running()
        .entry(created('web', 'e2'), created('web', 'e3'), reported('n1', 'a1', 'failed'))
        .deliver(),
    told: ['release e2'],
  },
  {
    title: 'one that is with a worker does not: its view may be older',
    run: () =>
      running()
        .entry(created('web', 'e2'), reported('n1', 'a1', 'failed'))
        .deliver(),
    told: ['release e2', 'evaluate web for alloc-failure'],
  },
  {
    title: 'an allocation that was preempted calls for an evaluation of its job',
    run: () =>
      running()
        .entry(stopped('n1', 'a1', 'evict'))
        .deliver(),
    told: ['evaluate web for preemption', 'release web'],
  },
  {
    title: 'a placement after the end of its evaluation has what is too much stopped',
    run: () =>
      running()
        .entry(placed('n1', 'a2', { jobId: 'web', evalId: 'e1', jobSeq: 2 }))
        .deliver(),
    told: ['evaluate web for alloc-stop', 'release web'],
  },
  {
    title: 'a stop that comes after the end of its evaluation has its place filled',
    run: () =>
      running()
        .entry({ ...stopped('n1', 'a1'), cause: 3 })
        .deliver(),
    told: ['evaluate web for alloc-stop', 'release web'],
  },
  {
    title: 'a stop that the decision on its job did not see has its place filled',
    run: () =>
      running()
        .entry(created('web', 'e2'), { ...stopped('n1', 'a1'), cause: 4 })
        .entry(decided('web', 'e2', 5))
        .deliver(),
    told: ['release e2', 'evaluate web for alloc-stop', 'release web'],
  },
  {
    title: 'the decision that stopped it does not call for another one',
    run: () =>
      running()
        .entry(created('web', 'e2'), { ...stopped('n1', 'a1'), cause: 5 })
        .entry(decided('web', 'e2', 5))
        .deliver(),
    told: ['release e2'],
  },
  {
    title: 'nor does one that has seen what the attempt before it stopped',
    run: () =>
      running()
        .entry(created('web', 'e2'), { ...stopped('n1', 'a1'), cause: 5 })
        .entry(decided('web', 'e2', 6))
        .deliver(),
    told: ['release e2'],
  },
  {
    title: 'one that comes before does not',
    run: () =>
      running()
        .entry(created('web', 'e2'), { ...stopped('n1', 'a1'), cause: 5 })
        .deliver(),
    told: ['release e2'],
  },
  {
    title: 'a name that two workers placed for one evaluation has the excess stopped',
    run: () =>
      running()
        .entry(created('web', 'e2'))
        .entry(placed('n1', 'a2', { jobId: 'web', evalId: 'e2', jobSeq: 2, index: 1 }))
        .entry(placed('n1', 'a3', { jobId: 'web', evalId: 'e2', jobSeq: 2, index: 1 }))
        .entry(completed('web', 'e2'))
        .deliver(),
    told: ['release e2', 'evaluate web for alloc-stop', 'release web'],
  },
  {
    title: 'a node that is gone has its jobs evaluated',
    run: () => running().entry(nodeGone('n1')).deliver(),
    told: ['evaluate web for node-update', 'release web'],
  },
  {
    title: 'a new node has system jobs evaluated',
    run: () => running(taskGroup(), 'system').entry(joined('n2')).deliver(),
    told: ['evaluate web for node-update', 'release web'],
  },
  {
    title: 'and no others',
    run: () => running().entry(joined('n2')).deliver(),
    told: [],
  },
  {
    title: 'a node of another pool has not',
    run: () =>
      running(taskGroup(), 'system')
        .entry(joined('n2', { nodePool: 'gpu' }))
        .deliver(),
    told: [],
  },
  {
    title: 'a node that says the same of itself again has not',
    run: () => running(taskGroup(), 'system').entry(joined('n1')).deliver(),
    told: [],
  },
  {
    title: 'a node whose attributes changed has',
    run: () =>
      running(taskGroup(), 'system')
        .entry(joined('n1', { attributes: { 'driver.docker': '1' } }))
        .deliver(),
    told: ['evaluate web for node-update', 'release web'],
  },
  {
    title: 'a node that is eligible again has',
    run: () =>
      running(taskGroup(), 'system')
        .entry(eligibility('n1', 'ineligible'), eligibility('n1', 'eligible'))
        .deliver(),
    told: ['evaluate web for node-update', 'release web'],
  },
])('$title', ({ run, told }) => {
  expect(run().told()).toEqual(told);
});

test.each([
  {
    title: 'a failed allocation',
    entries: [reported('n1', 'a1', 'failed')],
    told: ['evaluate web for alloc-failure', 'release web'],
  },
  {
    title: 'an allocation that its node has stopped in silence',
    entries: [reported('n1', 'a1', 'complete')],
    told: ['evaluate web for alloc-stop', 'release web'],
  },
  {
    title: 'a node that went down',
    entries: [nodeStatus('n1', 'down')],
    told: ['evaluate web for node-update', 'release web'],
  },
  {
    title: 'a node that was deregistered',
    entries: [nodeGone('n1')],
    told: ['evaluate web for node-update', 'release web'],
  },
  {
    title: 'a preempted allocation',
    entries: [stopped('n1', 'a1', 'evict')],
    told: ['evaluate web for preemption', 'release web'],
  },
  {
    title: 'a late stop',
    entries: [stopped('n1', 'a1')],
    told: ['evaluate web for alloc-stop', 'release web'],
  },
  {
    title: 'a late placement',
    entries: [placed('n1', 'a2', { jobId: 'web', evalId: 'e1', jobSeq: 2 })],
    told: ['evaluate web for alloc-stop', 'release web'],
  },
])(
  '$title that the broker before said nothing of is found by the next one',
  ({ entries, told }) => {
    const run = running(stoppedInSilence).entry(...entries);
    run.told();
    expect(run.lead().deliver().told()).toEqual(told);
    run.entry(completed('web', run.evalIdOf('web')));
    expect(run.lead().deliver().told()).toEqual([]);
  },
);

test('an evaluation that is delayed does not answer for what the next broker finds', () => {
  const run = running()
    .entry(reported('n1', 'a1', 'failed'))
    .entry(created('web', 'later', { waitUntilMs: 60_000 }));
  run.told();
  expect(run.lead().deliver().told()).toEqual(['evaluate web for alloc-failure', 'release web']);
});

test('a zombie and its successor ask for the same evaluation, and the log takes it once', () => {
  const run = running().entry(reported('n1', 'a1', 'failed'));
  const zombie = run.intercept();
  run.lead().deliver();
  const [asked] = zombie.flatMap(({ events }) => events);
  expect(asked).toMatchObject({ evaluation: { id: run.evalIdOf('web') } });
  run.told();
  for (const append of zombie) run.deliverOne(append);
  expect(run.told()).toEqual(['conflict on eval.default.web']);
});

test('a purged job is followed up as long as something of it is meant to run', () => {
  const [purged] = deregistered('web', 'e2').events;
  if (purged?.type !== 'JobDeregistered') throw new Error('no such event');
  const run = running().entry({
    subject: 'job.default.web',
    events: [{ ...purged, purge: true }],
  });
  run.told();
  run.entry(failed('web', 'e2', DELIVERY_LIMIT_REACHED)).deliver();
  expect(run.told()).toEqual(['evaluate web for failed-follow-up later']);
});
