import { describe, expect, test } from '@jest/globals';
import { jobKey } from '../job/job.ts';
import {
  blocksEval,
  completesEval,
  createsDeployment,
  type Entry,
  places,
  registersJob,
  registersNode,
  reports,
  stateAfter,
  stopsAlloc,
  stopsJob,
  succeedsDeployment,
} from './fold.fixtures.ts';
import { applyRecorded } from './fold.ts';
import { jobStatus } from './queries.ts';
import type { State } from './tables.ts';

const key = jobKey('default', 'hello');

const jobOf = (state: State): string => {
  const row = state.jobs.get(key);
  return row
    ? `v${row.current.version} ${jobStatus(state, row)}${row.stopped ? ' stopped' : ''}`
    : 'none';
};

/** Register, deploy, place, run, healthy, stop: the quick start's life. */
const life: readonly Entry[] = [
  registersNode,
  registersJob(),
  createsDeployment(2),
  places('a1', 2),
  completesEval('e0'),
  reports('a1', 'running', true),
  succeedsDeployment,
  stopsJob({ purge: false, evalId: 'e1' }),
  stopsAlloc('a1'),
  completesEval('e1'),
  reports('a1', 'complete'),
];

describe('a job', () => {
  test.each([
    {
      title: 'is pending until it was evaluated',
      entries: life.slice(0, 2),
      expected: 'v0 pending',
    },
    {
      title: 'runs while an allocation is meant to',
      entries: life.slice(0, 4),
      expected: 'v0 running',
    },
    {
      title: 'runs while it is deployed, though it waits for room',
      entries: [registersJob(), createsDeployment(2), blocksEval('e1'), completesEval('e0')],
      expected: 'v0 running',
    },
    {
      title: 'that is not deployed is pending while it waits for room',
      entries: [registersJob(), blocksEval('e1'), completesEval('e0')],
      expected: 'v0 pending',
    },
    {
      title: 'that wants nothing is dead',
      entries: [registersJob(), completesEval('e0')],
      expected: 'v0 dead',
    },
    {
      title: 'is stopped as a version of its own',
      entries: life.slice(0, 9),
      expected: 'v1 dead stopped',
    },
    {
      title: 'that is purged is gone',
      entries: [registersJob(), stopsJob({ purge: true })],
      expected: 'none',
    },
    {
      title: 'that was stopped can be registered again',
      entries: [registersJob(), stopsJob({ purge: false }), registersJob(2)],
      expected: 'v2 pending',
    },
  ])('$title', ({ entries, expected }) => {
    expect(jobOf(stateAfter(entries))).toBe(expected);
  });

  test('whose deployment succeeded is stable', () => {
    expect(stateAfter(life.slice(0, 7)).jobs.get(key)?.current.stable).toBe(true);
  });
});

describe('an evaluation', () => {
  test.each([
    { title: 'is created with the registration', entries: life.slice(0, 2), expected: 'pending' },
    { title: 'is completed', entries: life.slice(0, 5), expected: 'complete' },
    {
      title: 'keeps its first outcome',
      entries: [
        ...life.slice(0, 5),
        [
          'eval.default.hello',
          { type: 'EvaluationFailed', v: 1, evalId: 'e0', statusDescription: 'late' },
        ],
      ] satisfies Entry[],
      expected: 'complete',
    },
  ])('$title', ({ entries, expected }) => {
    expect(stateAfter(entries).evals.get('e0')?.status).toBe(expected);
  });
});

describe('an allocation', () => {
  test.each([
    { title: 'is pending once placed', entries: life.slice(0, 4), expected: 'run/pending' },
    { title: 'runs when its node says so', entries: life.slice(0, 6), expected: 'run/running' },
    { title: 'is complete after its stop', entries: life, expected: 'stop/complete' },
    {
      title: 'that was lost stays lost, whatever a returning node reports',
      entries: [...life.slice(0, 6), stopsAlloc('a1', 'lost'), reports('a1', 'running')],
      expected: 'stop/lost',
    },
  ])('$title', ({ entries, expected }) => {
    expect(statusOf(entries)).toBe(expected);
  });

  test('holds resources and ports from its placement to its end', () => {
    const held = stateAfter(life.slice(0, 6)).index.usage.get('n1');
    expect(held).toMatchObject({ cpuMhz: 100, memoryMb: 128, diskMb: 300 });
    expect([...(held?.ports.keys() ?? [])]).toEqual([20_001]);
    const freed = stateAfter(life).index.usage.get('n1');
    expect(freed).toMatchObject({ cpuMhz: 0, memoryMb: 0, diskMb: 0 });
    expect(freed?.ports.size).toBe(0);
  });

  test('is unknown while its node is out of touch, until it is heard of and taken back', () => {
    const disconnects: Entry = ['node.n1', { type: 'AllocationDisconnected', v: 1, allocId: 'a1' }];
    const reconnects: Entry = ['node.n1', { type: 'AllocationReconnected', v: 1, allocId: 'a1' }];
    const runs = [...life.slice(0, 5), reports('a1', 'running')];
    const away = [...runs, disconnects, disconnects];
    const back = [...away, reports('a1', 'running'), reconnects];
    expect([runs, away, back].map(statusOf)).toEqual(['run/running', 'run/unknown', 'run/running']);
    expect(stateAfter(away).allocs.get('a1')?.disconnections).toEqual([
      { sinceMs: expect.any(Number), untilMs: undefined },
    ]);
    expect(stateAfter(back).allocs.get('a1')?.disconnections).toEqual([
      { sinceMs: expect.any(Number), untilMs: expect.any(Number) },
    ]);
    expect(statusOf([...runs, reports('a1', 'failed'), disconnects])).toBe('run/failed');
  });

  test('placed twice is a bug in Steppe, so it throws', () => {
    expect(() => stateAfter([...life.slice(0, 4), places('a1', 2)])).toThrow('placed twice');
  });
});

describe('a deployment', () => {
  test('counts what was placed and what became healthy, and moves its deadline', () => {
    expect(progressAt(3)).toMatchObject({ placedAllocs: 0, requireProgressByMs: undefined });
    expect(progressAt(4)).toMatchObject({ placedAllocs: 1, requireProgressByMs: 604_000 });
    expect(progressAt(6)).toMatchObject({ healthyAllocs: 1, requireProgressByMs: 606_000 });
  });
});

describe('a node', () => {
  test('remembers the last seq on each of its subjects, for the next compare-and-set', () => {
    expect(stateAfter(life).nodes.get('n1')).toMatchObject({ commandSeq: 9, clientSeq: 11 });
  });
});

test('a node that comes back knows the history of its subjects', () => {
  const leaves: Entry = ['node.n1', { type: 'NodeDeregistered', v: 1, nodeId: 'n1' }];
  const gone = stateAfter([registersNode, leaves]);
  expect(gone.nodes.has('n1')).toBe(false);
  expect(stateAfter([registersNode, leaves, registersNode]).nodes.get('n1')).toMatchObject({
    commandSeq: 2,
    clientSeq: 3,
  });
});

test('an entry that comes a second time is a bug in its reader, so it throws', () => {
  const state = stateAfter([registersNode, registersJob()]);
  const commit = { v: 1 as const, atMs: 1, actor: 'test', events: [] };
  expect(() => applyRecorded(state, { seq: 2, subject: 'job.default.hello', commit })).toThrow(
    'entry 2 was applied after 2',
  );
});

const statusOf = (entries: readonly Entry[]): string => {
  const row = stateAfter(entries).allocs.get('a1');
  return `${row?.desiredStatus}/${row?.clientStatus}`;
};

const progressAt = (length: number) =>
  stateAfter(life.slice(0, length)).deployments.get('d0')?.progress['example'];
