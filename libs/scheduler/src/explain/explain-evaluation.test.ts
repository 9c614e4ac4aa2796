import { describe, expect, test } from '@jest/globals';
import {
  applyRecorded,
  DEFAULT_SCHEDULER_CONFIGURATION,
  emptyState,
  nameOf,
  type Recorded,
} from '@steppe/domain';
import { clusterOf, type TestCluster } from '../testing/cluster.ts';
import {
  at,
  change,
  CHANGED,
  end,
  jobOf,
  look,
  lose,
  migrate,
  running,
  type Shape,
} from '../testing/group-cases.ts';
import { aJob, aTask, anUpdate, oneGroup } from '../testing/job-builder.ts';
import { aNode, someNodes } from '../testing/node-builder.ts';
import { AT_ONCE, strategy } from '../testing/out-of-touch.ts';
import { type EvaluationExplanation, explainEvaluation } from './explain-evaluation.ts';

/** Explains an evaluation from the entries alone, as they were recorded. */
function explained(entries: readonly Recorded[], evalId: string): EvaluationExplanation {
  const outcome = entries
    .flatMap(({ commit }) => commit.events)
    .find((event) => event.type === 'EvaluationCompleted' && event.evalId === evalId);
  if (outcome?.type !== 'EvaluationCompleted') throw new Error(`${evalId} was not decided`);
  const { snapshotSeq = 0, decidedAtMs = 0 } = outcome;
  const state = emptyState();
  for (const entry of entries) if (entry.seq <= snapshotSeq) applyRecorded(state, entry);
  const explanation = explainEvaluation(state, evalId, { nowMs: decidedAtMs });
  if (!explanation) throw new Error(`${evalId} was not pending at ${snapshotSeq}`);
  return explanation;
}

const actionsOf = ({ allocations }: EvaluationExplanation): string[] =>
  allocations.map(({ action, name, why }) => `${action} ${name}: ${why}`);

const completed = (cluster: TestCluster): string[] =>
  cluster.entries
    .flatMap(({ commit }) => commit.events)
    .flatMap((event) => (event.type === 'EvaluationCompleted' ? [event.evalId] : []));

describe('for each node, why it was left out or what it scored', () => {
  const linux = { leftTarget: '${attr.kernel.name}', operand: '=', rightTarget: 'linux' };
  const nodes = [
    aNode('fits'),
    aNode('windows', { attributes: { 'kernel.name': 'windows' } }),
    aNode('small', { resources: { ...aNode('n').resources, memoryMb: 100 } }),
    aNode('bare', { drivers: {} }),
  ];
  const cluster = clusterOf(nodes);
  const evalId = cluster.register(aJob({ constraints: [linux] }));
  cluster.run(evalId);
  const [placement] = explained(cluster.entries, evalId).placements;
  const verdicts = new Map(placement?.verdicts?.map((verdict) => [verdict.nodeId, verdict]));

  test.each([
    { node: 'windows', verdict: { filtered: '${attr.kernel.name} = linux' } },
    { node: 'small', verdict: { exhausted: 'memory' } },
    { node: 'bare', verdict: { filtered: 'missing drivers' } },
    {
      node: 'fits',
      verdict: {
        score: expect.closeTo(0.1775, 4),
        parts: {
          binpack: expect.closeTo(0.1775, 4),
          'job-anti-affinity': 0,
          'node-affinity': 0,
          'node-reschedule-penalty': 0,
        },
      },
    },
  ])('$node', ({ node, verdict }) => {
    expect(verdicts.get(`node-${node}`)).toEqual({ nodeId: `node-${node}`, ...verdict });
  });

  test('and which one was chosen', () => {
    const [alloc] = cluster.living('j');
    expect(placement?.chosen).toEqual({ allocId: alloc?.id, nodeId: 'node-fits' });
    expect(placement?.metric).toMatchObject({
      nodesEvaluated: 4,
      nodesFiltered: 2,
      nodesExhausted: 1,
      dimensionExhausted: { memory: 1 },
    });
  });
});

const touchLost = { disconnect: strategy(), reschedulePolicy: AT_ONCE };
const leaves = (cluster: TestCluster): string => {
  cluster.nodeIs(at(cluster, 0).nodeId, 'disconnected');
  return look(cluster);
};

describe('what was done about each allocation, and why', () => {
  test('new ones, and those that stay', () => {
    const cluster = clusterOf(someNodes(3));
    cluster.run(cluster.register(oneGroup({ count: 1 })));
    cluster.allRunning('j');
    const evalId = cluster.evaluate('j', 'node-update');
    cluster.run(evalId);
    expect(actionsOf(explained(cluster.entries, evalId))).toEqual(['keep j.g[0]: runs version 0']);
    const more = cluster.register(oneGroup({ count: 2 }));
    cluster.run(more);
    expect(actionsOf(explained(cluster.entries, more)).toSorted()).toEqual([
      'place j.g[1]: the group wants 2',
      'update j.g[0]: the new version needs no restart',
    ]);
  });

  test.each<{
    title: string;
    shape?: Shape;
    happens: (cluster: TestCluster) => string;
    expected: string[];
  }>([
    {
      title: 'a destructive update',
      happens: (cluster) => change(cluster, CHANGED),
      expected: [
        'place j.g[0]: replaces it: alloc is being updated due to job update',
        'stop j.g[0]: alloc is being updated due to job update',
      ],
    },
    {
      title: 'a canary',
      happens: (cluster) => change(cluster, { ...CHANGED, update: anUpdate({ canary: 1 }) }),
      expected: ['keep j.g[0]: runs version 0', 'place j.g[0]: canary of version 1'],
    },
    {
      title: 'a smaller count',
      happens: (cluster) => change(cluster, { count: 0 }),
      expected: ['stop j.g[0]: alloc not needed due to job update'],
    },
    {
      title: 'a job that is stopped',
      happens: (cluster) => cluster.deregister('j'),
      expected: ['stop j.g[0]: alloc not needed due to job update'],
    },
    {
      title: 'a lost node',
      happens: (cluster) => {
        lose(cluster, 0);
        return look(cluster);
      },
      expected: [
        'place j.g[0]: replaces it: alloc is lost since its node is down',
        'stop j.g[0]: alloc is lost since its node is down',
      ],
    },
    {
      title: 'a drain',
      happens: (cluster) => {
        migrate(cluster, 0);
        return look(cluster);
      },
      expected: [
        'place j.g[0]: replaces it: alloc is being migrated',
        'stop j.g[0]: alloc is being migrated',
      ],
    },
    {
      title: 'a failure',
      shape: { reschedulePolicy: AT_ONCE },
      happens: (cluster) => {
        end(cluster, 'failed', 0);
        return look(cluster);
      },
      expected: [
        'place j.g[0]: replaces it: alloc was rescheduled because it failed',
        'stop j.g[0]: alloc was rescheduled because it failed',
      ],
    },
    {
      title: 'a failure whose policy wants a delay',
      shape: { reschedulePolicy: { ...AT_ONCE, delayMs: 30_000 } },
      happens: (cluster) => {
        end(cluster, 'failed', 0);
        return look(cluster);
      },
      expected: ['wait j.g[0]: it failed, and is placed anew after a delay'],
    },
    {
      title: 'a node that is out of touch',
      shape: touchLost,
      happens: leaves,
      expected: [
        'place j.g[0]: replaces it: alloc is unknown since its node is disconnected',
        'wait j.g[0]: alloc is unknown since its node is disconnected',
      ],
    },
    {
      title: 'a node that is back',
      shape: { ...touchLost, disconnect: strategy({ reconcile: 'keep_original' }) },
      happens: (cluster) => {
        const original = at(cluster, 0);
        cluster.run(leaves(cluster));
        cluster.nodeIs(original.nodeId, 'ready');
        cluster.report(original, 'running');
        return look(cluster);
      },
      expected: [
        'keep j.g[0]: its node is connected again',
        'stop j.g[0]: alloc not needed due to disconnected client reconnect',
      ],
    },
  ])('$title', ({ shape, happens, expected }) => {
    const cluster = running(1, shape);
    const evalId = happens(cluster);
    cluster.run(evalId);
    const actions = actionsOf(explained(cluster.entries, evalId));
    const anyId = /replaces [0-9a-f-]{36}/;
    expect(actions.map((line) => line.replace(anyId, 'replaces it')).toSorted()).toEqual(expected);
  });

  test('what is evicted for it, of another job', () => {
    const cluster = running(20);
    const { preemption } = DEFAULT_SCHEDULER_CONFIGURATION;
    cluster.configure({ preemption: { ...preemption, service: true } });
    const evalId = cluster.register(jobOf({}, { id: 'high', priority: 90 }));
    cluster.run(evalId);
    const [high] = cluster.living('high');
    const victim = cluster.allocs('j').find(({ desiredStatus }) => desiredStatus === 'evict');
    expect(actionsOf(explained(cluster.entries, evalId)).toSorted()).toEqual([
      `evict ${victim ? nameOf(victim) : ''}: Preempted by alloc ID ${high?.id}`,
      'place high.g[0]: the group wants 1',
    ]);
  });
});

test('of a group that finds no room, the placement that failed is explained once', () => {
  const cluster = clusterOf(someNodes(2));
  const big = aTask({ resources: { ...aTask().resources, cpuMhz: 3_000 } });
  const evalId = cluster.register(oneGroup({ count: 4, tasks: [big] }));
  cluster.run(evalId);
  const { placements, outcome } = explained(cluster.entries, evalId);
  expect(placements.map(({ chosen }) => chosen !== undefined)).toEqual([true, true, false]);
  expect(placements.at(-1)?.metric.dimensionExhausted).toEqual({ cpu: 2 });
  expect(outcome).toMatchObject([{ queuedAllocations: { g: 2 } }, { type: 'EvaluationBlocked' }]);
});

test('an evaluation that was decided already is not explained on a later state', () => {
  const cluster = clusterOf(someNodes(1));
  const evalId = cluster.register(aJob());
  cluster.run(evalId);
  expect(explainEvaluation(cluster.state, evalId, { nowMs: 0 })).toBeUndefined();
  expect(completed(cluster)).toEqual([evalId]);
});
