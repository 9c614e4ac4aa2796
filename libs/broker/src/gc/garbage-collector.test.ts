import { describe, expect, test } from '@jest/globals';
import { type Job, type ReschedulePolicy, subjects } from '@steppe/domain';
import { BrokerRun } from '../testing/broker-run.ts';
import {
  completed,
  created,
  deploymentCreated,
  deploymentStatus,
  deregistered,
  type Entry,
  joined,
  nodeStatus,
  placed,
  registered,
  registeredVersion,
  reported,
  stopped,
} from '../testing/entries.ts';
import { taskGroup } from '../testing/jobs.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ROUNDS_MAX = 50;

/** Time passes, every node is heard, and the broker says what it has to say. */
function passes(run: BrokerRun, ms: number): BrokerRun {
  run.nowMs += ms;
  for (let round = 0; round < ROUNDS_MAX; round += 1) run.tick().deliver();
  return run;
}

function after(ms: number, ...entries: readonly Entry[]): BrokerRun {
  return passes(new BrokerRun({ massLossMin: 1_000 }).entry(joined('n1'), ...entries).lead(), ms);
}

/** What is left beside the node of all of it: jobs, evaluations, allocations, deployments and nodes. */
function left({ state }: BrokerRun): string[] {
  const { jobs, evals, allocs, deployments, nodes } = state;
  return [jobs, evals, allocs, deployments, nodes]
    .flatMap((table) => [...table.keys()])
    .filter((name) => name !== 'n1');
}

const batch: Partial<Job> = { type: 'batch' };
const once = (jobId = 'once', seq = 2): Entry[] => [
  registered(jobId, `e-${jobId}`, batch),
  placed('n1', `a-${jobId}`, { jobId, evalId: `e-${jobId}`, jobSeq: seq }),
  completed(jobId, `e-${jobId}`),
  reported('n1', `a-${jobId}`, 'complete'),
];
const failing = (policy: Partial<ReschedulePolicy>): Entry[] => {
  const reschedulePolicy: ReschedulePolicy = {
    attempts: 0,
    intervalMs: HOUR,
    delayMs: 0,
    delayFunction: 'constant',
    maxDelayMs: 0,
    unlimited: false,
    ...policy,
  };
  return [
    registered('web', 'e1', { groups: [taskGroup({ count: 2, reschedulePolicy })] }),
    placed('n1', 'a1', { jobId: 'web', evalId: 'e1', jobSeq: 2 }),
    placed('n1', 'a2', { jobId: 'web', evalId: 'e1', jobSeq: 2, index: 1 }),
    completed('web', 'e1'),
    reported('n1', 'a1', 'failed'),
    reported('n1', 'a2', 'running'),
  ];
};
const requested: Entry = {
  subject: subjects.collection(),
  events: [{ type: 'GarbageCollectionRequested', v: 1 }],
};

describe('a job', () => {
  test.each([
    {
      title: 'of type batch is kept for job_gc_threshold after its end',
      run: () => after(4 * HOUR - 1, ...once()),
      expected: ['default/once', 'e-once', 'a-once'],
    },
    {
      title: 'and then forgotten with all that it ran',
      run: () => after(4 * HOUR, ...once()),
      expected: [],
    },
    {
      title: 'that runs is kept',
      run: () => after(48 * HOUR, ...once().slice(0, 3)),
      expected: ['default/once', 'e-once', 'a-once'],
    },
    {
      title: 'that is a service is kept until it is stopped',
      run: () => after(48 * HOUR, registered('web', 'e1'), completed('web', 'e1')),
      expected: ['default/web'],
    },
    {
      title: 'that was stopped is forgotten',
      run: () =>
        after(
          4 * HOUR,
          registered('web', 'e1'),
          completed('web', 'e1'),
          deregistered('web', 'e2'),
          completed('web', 'e2'),
        ),
      expected: [],
    },
    {
      title: 'that launches others is kept, though nothing runs',
      run: () =>
        after(
          48 * HOUR,
          registered('param', 'e1', { ...batch, parameterized: {} }),
          completed('param', 'e1'),
        ),
      expected: ['default/param'],
    },
    {
      title: 'that is registered again at the last moment stays',
      run: () => {
        const run = new BrokerRun().entry(joined('n1'), ...once()).lead();
        run.nowMs = 4 * HOUR;
        run.tick();
        const forget = run.intercept();
        run.entry(registeredVersion('once', { evalId: 'e2', version: 0, changes: batch }));
        for (const append of forget) run.deliverOne(append);
        return passes(run.deliver(), MINUTE);
      },
      expected: ['default/once', 'e-once', 'e2', 'a-once'],
    },
  ])('$title', ({ run, expected }) => {
    expect(left(run())).toEqual(expected);
  });
});

describe('an allocation', () => {
  test.each([
    {
      title: 'that may still be rescheduled is kept, and its evaluation with it',
      policy: { unlimited: true },
      expected: ['default/web', 'e1', 'a1', 'a2'],
    },
    {
      title:
        'that is not to be rescheduled is forgotten before its evaluation, which placed others too',
      policy: {},
      expected: ['default/web', 'e1', 'a2'],
    },
  ])('$title', ({ policy, expected }) => {
    const run = after(2 * HOUR, ...failing(policy));
    expect(left(run).filter((name) => name.length < 36)).toEqual(expected);
  });

  test('that was told to stop, but whose client still runs it, is kept', () => {
    const run = after(2 * HOUR, ...failing({}), stopped('n1', 'a2'));
    expect(run.state.allocs.has('a2')).toBe(true);
  });

  test('of a batch job that is not over is kept, since the job would start over', () => {
    const groups = [taskGroup({ count: 2 })];
    const run = after(
      48 * HOUR,
      registered('twice', 'e1', { ...batch, groups }),
      placed('n1', 'a1', { jobId: 'twice', evalId: 'e1', jobSeq: 2 }),
      completed('twice', 'e1'),
      reported('n1', 'a1', 'complete'),
      created('twice', 'e2', { type: 'batch' }),
    );
    expect(run.state.allocs.has('a1')).toBe(true);
  });
});

const rollOut = (status: 'successful' | 'running'): Entry[] => [
  registered('web', 'e1'),
  deploymentCreated('web', 'd1', { jobSeq: 2 }),
  completed('web', 'e1'),
  deploymentStatus('web', 'd1', status, ''),
];

describe('a deployment', () => {
  test.each([
    {
      title: 'is kept for deployment_gc_threshold',
      ms: HOUR - 1,
      status: 'successful',
      kept: true,
    },
    { title: 'and then forgotten', ms: HOUR, status: 'successful', kept: false },
    { title: 'that goes on is kept', ms: 48 * HOUR, status: 'running', kept: true },
  ] as const)('$title', ({ ms, status, kept }) => {
    expect(after(ms, ...rollOut(status)).state.deployments.has('d1')).toBe(kept);
  });
});

describe('a node', () => {
  test.each([
    { title: 'that is down is kept for node_gc_threshold', ms: 24 * HOUR - 1, kept: true },
    { title: 'and then forgotten', ms: 24 * HOUR, kept: false },
  ])('$title', ({ ms, kept }) => {
    const run = after(ms, nodeStatus('n1', 'down'));
    expect(run.state.nodes.has('n1')).toBe(kept);
  });

  test('is kept while something is meant to run there', () => {
    const run = after(
      48 * HOUR,
      ...failing({ unlimited: true }),
      joined('n1'),
      nodeStatus('n1', 'down'),
    );
    expect(run.state.nodes.has('n1')).toBe(true);
  });
});

describe('on request', () => {
  test('all that has ended is forgotten at once, and the request is answered', () => {
    const run = after(1_000, ...once(), joined('n2'), nodeStatus('n2', 'down'));
    passes(run.entry(requested), 0);
    expect(left(run)).toEqual([]);
    expect(run.state.collection.doneSeq).toBe(run.state.collection.requestedSeq);
  });

  test('by the next broker, when the one before is gone', () => {
    const run = after(1_000, ...once()).entry(requested);
    run.tick();
    run.intercept();
    expect(left(passes(run.lead(), 0))).toEqual([]);
  });

  test('an answer comes though there is nothing to forget', () => {
    const run = passes(after(0).entry(requested), 0);
    expect(run.state.collection.doneSeq).toBe(2);
    expect(
      passes(run, MINUTE)
        .told()
        .filter((line) => line === 'GarbageCollected'),
    ).toHaveLength(1);
  });
});

test('a job that was forgotten can be registered again, and leaves nothing behind', () => {
  const run = after(4 * HOUR, ...once());
  passes(run, 10 * MINUTE);
  expect(run.state.jobSubjectSeq.size).toBe(0);
  expect(run.state.jobVersions.size).toBe(0);
  run.entry(registered('once', 'e9', batch));
  expect(run.told().at(-1)).toBe('release e9');
});

test('thousands are forgotten a bounded number at a time', () => {
  const run = new BrokerRun();
  const rows = 5_000;
  run.entry(registered('web', 'e0'));
  for (let index = 0; index < rows; index += 1) {
    run.entry(created('web', `e-${index}`), completed('web', `e-${index}`));
  }
  run.entry(completed('web', 'e0'), deregistered('web', 'ex'), completed('web', 'ex')).lead();
  const before = run.state.evals.size;
  run.nowMs = 2 * HOUR;
  run.tick().tick().deliver();
  expect(before - run.state.evals.size).toBe(2_000);
  expect(passes(run, 0).state.evals.size).toBe(0);
});

test('a version stays while a worker may be about to place it, also when its job is gone', () => {
  const about = { namespace: 'default', jobId: 'web' };
  const purged: Entry = {
    subject: subjects.job('default', 'web'),
    events: [{ type: 'JobDeregistered', v: 1, ...about, purge: true }],
  };
  const run = after(0, registered('web', 'e1'), purged);
  passes(run.entry(requested), 2 * HOUR);
  expect([...run.state.jobVersions.keys()]).toEqual([2]);
  passes(run.entry(completed('web', 'e1')), 2 * HOUR);
  expect([...run.state.jobVersions.keys()]).toEqual([]);
});

test.each([
  {
    title: 'a job that is registered again',
    list: 'jobKeys' as const,
    entry: registered('once', 'e9', batch),
    stays: ({ state }: BrokerRun) => state.jobSubjectSeq.has('default/once'),
  },
  {
    title: 'a version that is placed once more',
    list: 'jobVersionSeqs' as const,
    entry: placed('n1', 'a9', { jobId: 'once', evalId: 'e-once', jobSeq: 2 }),
    stays: ({ state }: BrokerRun) => state.jobVersions.has(2),
  },
])('$title while it is being forgotten stays, and the broker comes to rest', (row) => {
  const run = after(4 * HOUR, ...once());
  let hasCome = false;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    for (const append of run.tick(MINUTE).intercept()) {
      const [event] = append.events;
      if (!hasCome && event?.type === 'GarbageCollected' && event[row.list].length > 0) {
        hasCome = true;
        run.entry(row.entry);
      }
      run.deliverOne(append);
    }
  }
  run.deliver();
  expect([hasCome, row.stays(run)]).toEqual([true, true]);
});
