import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { jobKey, subjects, SteppeError } from '@steppe/domain';
import { type EventLog, Projection, stateAt } from '@steppe/event-log';
import { explainEvaluation } from '@steppe/scheduler';
import { aNode, oneGroup, someNodes } from '@steppe/scheduler/testing';
import { startSchedulerWorker } from './start-scheduler-worker.ts';
import { logger, WorkerCluster } from './testing/worker-cluster.ts';

let cluster: WorkerCluster;

beforeEach(async () => {
  cluster = await WorkerCluster.open();
});

afterEach(async () => {
  await cluster.close();
});

const names = (count: number) => Array.from({ length: count }, (_, i) => `g[${i}]`).toSorted();

test('a released evaluation is placed and completed', async () => {
  await cluster.addNodes(someNodes(3));
  const worker = await cluster.startWorker('w1');
  await cluster.register(oneGroup({ count: 5 }), 'e1');
  await cluster.ended('e1');
  await worker.close();
  expect(cluster.view.state.evals.get('e1')?.status).toBe('complete');
  expect(cluster.placedNames('j')).toEqual(names(5));
  expect(await cluster.store.ready.depth()).toBe(0);
});

test('many evaluations on few nodes do not overfill a node, and what finds no room is blocked', async () => {
  await cluster.addNodes(someNodes(3));
  await Promise.all([
    cluster.startWorker('w1'),
    cluster.startWorker('w2'),
    cluster.startWorker('w3'),
  ]);
  const ids = Array.from({ length: 12 }, (_, i) => i);
  await Promise.all(
    ids.map((i) => cluster.register(oneGroup({ count: 3 }, { id: `j${i}` }), `e${i}`)),
  );
  await cluster.ended(...ids.map((i) => `e${i}`));
  // Each node has room for 8 allocations of 500 MHz.
  expect([...cluster.view.state.index.usage.values()].map(({ cpuMhz }) => cpuMhz)).toEqual([
    4_000, 4_000, 4_000,
  ]);
  const statuses = [...cluster.view.state.evals.values()].map(({ status }) => status);
  expect(statuses).toContain('blocked');
  const living = [...cluster.view.state.allocs.values()].filter(
    ({ desiredStatus }) => desiredStatus === 'run',
  );
  expect(living).toHaveLength(24);
});

describe('when a log entry is rejected or lost', () => {
  test('only what was rejected is placed again', async () => {
    await cluster.addNodes(someNodes(2));
    let touched = false;
    await cluster.startWorker(
      'w1',
      cluster.tapped(async (subject) => {
        if (touched || subject !== subjects.node('node-n1')) return;
        touched = true;
        await cluster.touch('node-n1');
      }),
    );
    await cluster.register(oneGroup({ count: 4 }), 'e1');
    await cluster.ended('e1');
    expect(cluster.placedNames('j')).toEqual(names(4));
    expect(cluster.view.state.evals.get('e1')?.status).toBe('complete');
  });

  test('an evaluation that never gets through fails and leaves a blocked one', async () => {
    await cluster.addNodes(someNodes(1));
    await cluster.startWorker(
      'w1',
      cluster.tapped(async (subject) => {
        if (subject === subjects.node('node-n1')) await cluster.touch('node-n1');
      }),
    );
    await cluster.register(oneGroup({ count: 1 }), 'e1');
    await cluster.ended('e1');
    expect(cluster.view.state.evals.get('e1')).toMatchObject({
      status: 'failed',
      statusDescription: 'maximum attempts reached (20)',
    });
    const blocked = [...cluster.view.state.evals.values()].find(
      ({ status }) => status === 'blocked',
    );
    expect(blocked?.evaluation).toMatchObject({
      triggeredBy: 'max-plan-attempts',
      statusDescription: 'created due to placement conflicts',
    });
  });

  test('an evaluation that was given out too often fails, for the broker to follow up', async () => {
    await cluster.addNodes(someNodes(1));
    let appends = 0;
    await cluster.startWorker(
      'w1',
      cluster.tapped(async (subject) => {
        if (subject !== subjects.node('node-n1')) return;
        appends += 1;
        throw new SteppeError('LOG_UNAVAILABLE', 'the log is away');
      }),
    );
    await cluster.register(oneGroup({ count: 1 }), 'e1');
    await cluster.ended('e1');
    expect(cluster.view.state.evals.get('e1')).toMatchObject({
      status: 'failed',
      statusDescription: 'evaluation reached delivery limit (3)',
    });
    expect(appends).toBe(3);
  });

  test('a job whose evaluations others write of is concluded all the same', async () => {
    await cluster.addNodes(someNodes(1));
    let isFirst = true;
    const evaluation = { id: 'e2', namespace: 'default', jobId: 'j', type: 'service' as const };
    await cluster.startWorker(
      'w1',
      cluster.tapped(async (subject) => {
        if (!isFirst || subject !== subjects.evaluation('default', 'j')) return;
        isFirst = false;
        const created = { ...evaluation, priority: 50, triggeredBy: 'node-update' as const };
        const event = { type: 'EvaluationCreated', v: 1, evaluation: created } as const;
        await cluster.store.log.append({
          subject,
          commit: { v: 1, atMs: 1, actor: 'broker', events: [event] },
        });
      }),
    );
    await cluster.register(oneGroup({ count: 1 }), 'e1');
    await cluster.ended('e1');
    expect(cluster.view.state.evals.get('e1')?.status).toBe('complete');
  });

  test('an evaluation whose worker died after placing is taken over and places nothing twice', async () => {
    await cluster.addNodes(someNodes(3));
    let isDead = false;
    const dying = cluster.tapped(async (subject) => {
      isDead ||= subject.startsWith('eval.');
      // A dead process answers nothing: neither this append nor any after it comes about.
      if (isDead) await new Promise(() => undefined);
    });
    const projection = await Projection.start(cluster.store.log);
    await startSchedulerWorker({
      store: { ...cluster.store, log: dying },
      projection,
      clock: () => 1_000,
      logger,
      instance: 'w1',
    });
    await cluster.register(oneGroup({ count: 4 }), 'e1');
    await cluster.view.waitFor(3 + 1 + 3, { timeoutMs: 5_000 });
    await cluster.startWorker('w2');
    await cluster.ended('e1');
    expect(cluster.placedNames('j')).toEqual(names(4));
    expect(cluster.view.state.allocs.size).toBe(4);
    expect(cluster.view.state.evalSubjectSeq.get(jobKey('default', 'j'))).toBeGreaterThan(0);
    await projection.stop();
  });

  test('an evaluation that is given out again is planned on what was stored of the first plan', async () => {
    await cluster.addNodes([aNode('first')]);
    const { log } = cluster.store;
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    let isHeld = false;
    const read: EventLog = {
      ...cluster.tapped(async () => undefined),
      follow: (options) =>
        log.follow({
          ...options,
          onEntry: (entry) => {
            if (!isHeld) return options.onEntry(entry);
            void released.then(() => options.onEntry(entry));
          },
        }),
    };
    const write: EventLog = {
      ...cluster.tapped(async () => undefined),
      append: async (request) => {
        if (isHeld || !request.subject.startsWith('node.')) return await log.append(request);
        // A better node joins; then the plan is stored, the answer lost, and its worker has not read it yet.
        await cluster.addNodes([
          aNode('better', { resources: { ...aNode('').resources, cpuMhz: 1_000 } }),
        ]);
        isHeld = true;
        await log.append(request);
        throw new SteppeError('LOG_UNAVAILABLE', 'no answer in time');
      },
      lastSeq: async () => {
        release();
        return await log.lastSeq();
      },
    };
    await cluster.startWorker('w1', write, read);
    await cluster.register(oneGroup({ count: 1 }), 'e1');
    await cluster.ended('e1');
    expect(cluster.placedNames('j')).toEqual(names(1));
  });

  test('an evaluation that the log did not answer for is given out again', async () => {
    await cluster.addNodes(someNodes(1));
    let failures = 1;
    await cluster.startWorker(
      'w1',
      cluster.tapped(async (subject) => {
        if (!subject.startsWith('node.') || failures === 0) return;
        failures -= 1;
        throw new SteppeError('LOG_UNAVAILABLE', 'no answer in time');
      }),
    );
    await cluster.register(oneGroup({ count: 2 }), 'e1');
    await cluster.ended('e1');
    expect(cluster.placedNames('j')).toEqual(names(2));
  });
});

test('entries say on which state and when they were decided, so that the decision can be taken again', async () => {
  await cluster.addNodes(someNodes(4));
  await cluster.register(oneGroup({ count: 6 }, { id: 'web' }), 'e1');
  await cluster.startWorker('w1');
  await cluster.ended('e1');
  for await (const { commit } of cluster.store.log.read({ fromSeq: 1 })) {
    const placed = commit.events.filter((event) => event.type === 'AllocationPlaced');
    if (placed.length === 0) continue;
    const state = await stateAt(cluster.store, commit.cause ?? 0);
    const again = explainEvaluation(state, 'e1', { nowMs: commit.atMs });
    const chosen = again?.placements.map((placement) => placement.chosen?.allocId);
    expect(chosen).toEqual(
      expect.arrayContaining(placed.map(({ placement }) => placement.allocId)),
    );
  }
  expect(cluster.view.state.evals.get('e1')?.decision).toMatchObject({ atMs: 1_000 });
});
