import { expect, test } from '@jest/globals';
import { DEFAULT_SCHEDULER_CONFIGURATION, nameOf } from '@steppe/domain';
import { explainEvaluation } from '../explain/explain-evaluation.ts';
import { preemptionScore } from '../score/preemption.ts';
import { clusterOf, type TestCluster } from '../testing/cluster.ts';
import { aTask, oneGroup } from '../testing/job-builder.ts';
import { someNodes } from '../testing/node-builder.ts';

const { resources: TASK } = aTask();

const whole = (id: string, priority: number) =>
  oneGroup({ tasks: [aTask({ resources: { ...TASK, cpuMhz: 3_000 } })] }, { id, priority });

const sized = (id: string, cpuMhz: number, priority: number) =>
  oneGroup({ tasks: [aTask({ resources: { ...TASK, cpuMhz } })] }, { id, priority });

const preempting = (): TestCluster => {
  const cluster = clusterOf(someNodes(1));
  cluster.configure({
    preemption: { ...DEFAULT_SCHEDULER_CONFIGURATION.preemption, service: true },
  });
  return cluster;
};

test('preemption evicts what matters less, and says for whom', () => {
  const cluster = preempting();
  cluster.run(cluster.register(whole('low', 50)));
  cluster.run(cluster.register(whole('high', 60)));
  const [high] = cluster.living('high');
  expect(cluster.allocs('low')).toMatchObject([
    { desiredStatus: 'evict', desiredDescription: `Preempted by alloc ID ${high?.id}` },
  ]);
});

test('preemption spares what matters nearly as much', () => {
  const cluster = preempting();
  cluster.run(cluster.register(whole('low', 51)));
  cluster.run(cluster.register(whole('high', 60)));
  expect(cluster.living('low')).toHaveLength(1);
  expect(cluster.living('high')).toHaveLength(0);
});

test('preemption evicts the least important that is closest in size, and no more than is needed', () => {
  const cluster = preempting();
  cluster.run(cluster.register(sized('large', 2_000, 30)));
  cluster.run(cluster.register(sized('small', 500, 30)));
  cluster.run(cluster.register(sized('other', 1_500, 40)));
  cluster.run(cluster.register(sized('high', 400, 80)));
  const evicted = [...cluster.state.allocs.values()].filter((a) => a.desiredStatus === 'evict');
  expect(evicted.map(nameOf)).toEqual(['small.g[0]']);
});

test('an explanation says of a node whom it would evict, and how much that costs its score', () => {
  const cluster = preempting();
  cluster.run(cluster.register(whole('low', 50)));
  const [low] = cluster.living('low');
  const evalId = cluster.register(whole('high', 60));
  const [placement] =
    explainEvaluation(cluster.state, evalId, { nowMs: cluster.nowMs })?.placements ?? [];
  const [verdict] = placement?.verdicts ?? [];
  expect(verdict).toMatchObject({
    nodeId: placement?.chosen?.nodeId,
    preempted: [low?.id],
    parts: { preemption: expect.closeTo(preemptionScore([50]), 4) },
  });
  expect(placement?.metric).toMatchObject({
    nodesExhausted: 0,
    scores: [{ parts: { preemption: expect.any(Number) } }],
  });
});
