import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Job, jobKey, type Node, subjects, SteppeError } from '@steppe/domain';
import {
  type EventLog,
  type MemoryStore,
  openMemoryStore,
  Projection,
  stateAt,
} from '@steppe/event-log';
import { createLogger } from '@steppe/nest-kit';
import { explainEvaluation } from '@steppe/scheduler';
import { oneGroup, someNodes } from '@steppe/scheduler/testing';
import { type RunningSchedulerWorker, startSchedulerWorker } from './start-scheduler-worker.ts';

let store: MemoryStore;
let view: Projection;
let closers: (() => Promise<void>)[];

beforeEach(async () => {
  store = openMemoryStore({ ackWaitMs: 200 });
  view = await Projection.start(store.log);
  closers = [async () => await view.stop(), async () => await store.close()];
});

afterEach(async () => {
  for (const close of closers.toReversed()) await close();
});

const logger = createLogger({ name: 'test', level: 'silent' });

async function startWorker(
  instance: string,
  log: EventLog = store.log,
): Promise<RunningSchedulerWorker> {
  const projection = await Projection.start(store.log);
  const options = { store: { ...store, log }, projection, clock: () => 1_000, logger, instance };
  const worker = await startSchedulerWorker(options);
  closers.push(async () => {
    await worker.close();
    await projection.stop();
  });
  return worker;
}

async function addNodes(nodes: readonly Node[]): Promise<void> {
  for (const node of nodes) {
    const events = [{ type: 'NodeRegistered' as const, v: 1 as const, node }];
    await store.log.append({
      subject: subjects.client(node.id),
      commit: { v: 1, atMs: 1, actor: 'test', events },
    });
  }
}

/** Registers a job and releases its evaluation, as job-api and the broker do. */
async function register(job: Job, evalId: string): Promise<void> {
  const event = { type: 'JobRegistered' as const, v: 1 as const, job, version: 0, evalId };
  const minSeq = await store.log.append({
    subject: subjects.job(job.namespace, job.id),
    commit: { v: 1, atMs: 1, actor: 'test', events: [event] },
  });
  await store.ready.push(
    { evalId, namespace: job.namespace, jobId: job.id, minSeq },
    { id: evalId },
  );
}

/** Resolves once the view shows that all these evaluations have ended. */
async function ended(...evalIds: readonly string[]): Promise<void> {
  const done = () =>
    evalIds.every((id) => {
      const status = view.state.evals.get(id)?.status;
      return status !== undefined && status !== 'pending';
    });
  if (done()) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = view.onApplied(() => {
    if (done()) resolve();
  });
  await promise;
  stop();
}

function placedNames(jobId: string): string[] {
  return [...view.state.allocs.values()]
    .filter((alloc) => alloc.jobVersion.job.id === jobId && alloc.desiredStatus === 'run')
    .map(({ groupName, index }) => `${groupName}[${index}]`)
    .toSorted();
}

/** A log that lets a test act just before an append. */
function tapped(before: (subject: string) => Promise<void>): EventLog {
  return {
    append: async (request) => {
      await before(request.subject);
      return await store.log.append(request);
    },
    lastSeq: async () => await store.log.lastSeq(),
    firstSeq: async () => await store.log.firstSeq(),
    trim: async (options) => await store.log.trim(options),
    read: (range) => store.log.read(range),
    get: async (seq) => await store.log.get(seq),
    nextOnSubject: async (options) => await store.log.nextOnSubject(options),
    follow: async (options) => await store.log.follow(options),
    followSubject: async (options) => await store.log.followSubject(options),
  };
}

/** Someone else writes of the node. */
async function touch(nodeId: string): Promise<void> {
  const event = { type: 'NodeEligibilityChanged', v: 1, nodeId, eligibility: 'eligible' } as const;
  await store.log.append({
    subject: subjects.node(nodeId),
    commit: { v: 1, atMs: 1, actor: 'operator', events: [event] },
  });
}

const names = (count: number) => Array.from({ length: count }, (_, i) => `g[${i}]`).toSorted();

test('a released evaluation is placed and completed', async () => {
  await addNodes(someNodes(3));
  const worker = await startWorker('w1');
  await register(oneGroup({ count: 5 }), 'e1');
  await ended('e1');
  await worker.close();
  expect(view.state.evals.get('e1')?.status).toBe('complete');
  expect(placedNames('j')).toEqual(names(5));
  expect(await store.ready.depth()).toBe(0);
});

test('many evaluations on few nodes do not overfill a node, and what finds no room is blocked', async () => {
  await addNodes(someNodes(3));
  await Promise.all([startWorker('w1'), startWorker('w2'), startWorker('w3')]);
  const ids = Array.from({ length: 12 }, (_, i) => i);
  await Promise.all(ids.map((i) => register(oneGroup({ count: 3 }, { id: `j${i}` }), `e${i}`)));
  await ended(...ids.map((i) => `e${i}`));
  // Each node has room for 8 allocations of 500 MHz.
  expect([...view.state.index.usage.values()].map(({ cpuMhz }) => cpuMhz)).toEqual([
    4_000, 4_000, 4_000,
  ]);
  const statuses = [...view.state.evals.values()].map(({ status }) => status);
  expect(statuses).toContain('blocked');
  const living = [...view.state.allocs.values()].filter(
    ({ desiredStatus }) => desiredStatus === 'run',
  );
  expect(living).toHaveLength(24);
});

describe('when a log entry is rejected or lost', () => {
  test('only what was rejected is placed again', async () => {
    await addNodes(someNodes(2));
    let touched = false;
    await startWorker(
      'w1',
      tapped(async (subject) => {
        if (touched || subject !== subjects.node('node-n1')) return;
        touched = true;
        await touch('node-n1');
      }),
    );
    await register(oneGroup({ count: 4 }), 'e1');
    await ended('e1');
    expect(placedNames('j')).toEqual(names(4));
    expect(view.state.evals.get('e1')?.status).toBe('complete');
  });

  test('an evaluation that never gets through fails and leaves a blocked one', async () => {
    await addNodes(someNodes(1));
    await startWorker(
      'w1',
      tapped(async (subject) => {
        if (subject === subjects.node('node-n1')) await touch('node-n1');
      }),
    );
    await register(oneGroup({ count: 1 }), 'e1');
    await ended('e1');
    expect(view.state.evals.get('e1')).toMatchObject({
      status: 'failed',
      statusDescription: 'maximum attempts reached (20)',
    });
    const blocked = [...view.state.evals.values()].find(({ status }) => status === 'blocked');
    expect(blocked?.evaluation).toMatchObject({
      triggeredBy: 'max-plan-attempts',
      statusDescription: 'created due to placement conflicts',
    });
  });

  test('an evaluation that was given out too often fails, for the broker to follow up', async () => {
    await addNodes(someNodes(1));
    let appends = 0;
    await startWorker(
      'w1',
      tapped(async (subject) => {
        if (subject !== subjects.node('node-n1')) return;
        appends += 1;
        throw new SteppeError('LOG_UNAVAILABLE', 'the log is away');
      }),
    );
    await register(oneGroup({ count: 1 }), 'e1');
    await ended('e1');
    expect(view.state.evals.get('e1')).toMatchObject({
      status: 'failed',
      statusDescription: 'evaluation reached delivery limit (3)',
    });
    expect(appends).toBe(3);
  });

  test('a job whose evaluations others write of is concluded all the same', async () => {
    await addNodes(someNodes(1));
    let isFirst = true;
    const evaluation = { id: 'e2', namespace: 'default', jobId: 'j', type: 'service' as const };
    await startWorker(
      'w1',
      tapped(async (subject) => {
        if (!isFirst || subject !== subjects.evaluation('default', 'j')) return;
        isFirst = false;
        const created = { ...evaluation, priority: 50, triggeredBy: 'node-update' as const };
        const event = { type: 'EvaluationCreated', v: 1, evaluation: created } as const;
        await store.log.append({
          subject,
          commit: { v: 1, atMs: 1, actor: 'broker', events: [event] },
        });
      }),
    );
    await register(oneGroup({ count: 1 }), 'e1');
    await ended('e1');
    expect(view.state.evals.get('e1')?.status).toBe('complete');
  });

  test('an evaluation whose worker died after placing is taken over and places nothing twice', async () => {
    await addNodes(someNodes(3));
    let isDead = false;
    const dying = tapped(async (subject) => {
      isDead ||= subject.startsWith('eval.');
      // A dead process answers nothing: neither this append nor any after it comes about.
      if (isDead) await new Promise(() => undefined);
    });
    const projection = await Projection.start(store.log);
    await startSchedulerWorker({
      store: { ...store, log: dying },
      projection,
      clock: () => 1_000,
      logger,
      instance: 'w1',
    });
    await register(oneGroup({ count: 4 }), 'e1');
    await view.waitFor(3 + 1 + 3, { timeoutMs: 5_000 });
    await startWorker('w2');
    await ended('e1');
    expect(placedNames('j')).toEqual(names(4));
    expect(view.state.allocs.size).toBe(4);
    expect(view.state.evalSubjectSeq.get(jobKey('default', 'j'))).toBeGreaterThan(0);
    await projection.stop();
  });

  test('an evaluation that the log did not answer for is given out again', async () => {
    await addNodes(someNodes(1));
    let failures = 1;
    await startWorker(
      'w1',
      tapped(async (subject) => {
        if (!subject.startsWith('node.') || failures === 0) return;
        failures -= 1;
        throw new SteppeError('LOG_UNAVAILABLE', 'no answer in time');
      }),
    );
    await register(oneGroup({ count: 2 }), 'e1');
    await ended('e1');
    expect(placedNames('j')).toEqual(names(2));
  });
});

test('entries say on which state and when they were decided, so that the decision can be taken again', async () => {
  await addNodes(someNodes(4));
  await register(oneGroup({ count: 6 }, { id: 'web' }), 'e1');
  await startWorker('w1');
  await ended('e1');
  for await (const { commit } of store.log.read({ fromSeq: 1 })) {
    const placed = commit.events.filter((event) => event.type === 'AllocationPlaced');
    if (placed.length === 0) continue;
    const state = await stateAt(store, commit.cause ?? 0);
    const again = explainEvaluation(state, 'e1', { nowMs: commit.atMs });
    const chosen = again?.placements.map((placement) => placement.chosen?.allocId);
    expect(chosen).toEqual(
      expect.arrayContaining(placed.map(({ placement }) => placement.allocId)),
    );
  }
  expect(view.state.evals.get('e1')?.decision).toMatchObject({ atMs: 1_000 });
});
