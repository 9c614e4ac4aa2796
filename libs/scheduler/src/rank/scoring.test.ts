import { describe, expect, test } from '@jest/globals';
import type { Affinity, Node, Spread } from '@steppe/domain';
import type { NodeVerdict } from '../explain/explanations.ts';
import { clusterOf, type TestCluster } from '../testing/cluster.ts';
import { aGroup, aJob, aTask, oneGroup } from '../testing/job-builder.ts';
import { aNode, someNodes } from '../testing/node-builder.ts';

const { resources: TASK } = aTask();
const { resources: NODE, reserved: RESERVED } = aNode('n');

/** What the nodes are for the first placement of an evaluation. */
function verdictsOf(cluster: TestCluster, evalId: string): Record<string, NodeVerdict> {
  const [first] = cluster.explain(evalId).explanations;
  return Object.fromEntries((first?.verdicts ?? []).map((verdict) => [verdict.nodeId, verdict]));
}

function binpackOf(cluster: TestCluster, evalId: string, node: string): number | undefined {
  const verdict = verdictsOf(cluster, evalId)[`node-${node}`];
  return verdict && 'parts' in verdict ? verdict.parts['binpack'] : undefined;
}

const sized = (cpuMhz: number) => aTask({ resources: { ...TASK, cpuMhz } });

describe('score 0..1 on empty nodes; too small and reserved-out nodes drop out', () => {
  const half = oneGroup({
    tasks: [aTask({ resources: { ...TASK, cpuMhz: 2_000, memoryMb: 4_096 } })],
  });
  test.each<{ title: string; node: Partial<Node>; verdict: object }>([
    { title: 'half used', node: {}, verdict: { score: expect.closeTo((20 - 2 * 10 ** 0.5) / 18) } },
    {
      title: 'all used',
      node: { resources: { ...NODE, cpuMhz: 2_000, memoryMb: 4_096 } },
      verdict: { score: 1 },
    },
    {
      title: 'too small',
      node: { resources: { ...NODE, cpuMhz: 1_999 } },
      verdict: { exhausted: 'cpu' },
    },
    {
      title: 'reserved out',
      node: { reserved: { ...RESERVED, memoryMb: 4_097 } },
      verdict: { exhausted: 'memory' },
    },
  ])('$title', ({ node, verdict }) => {
    const cluster = clusterOf([aNode('n', node)]);
    expect(verdictsOf(cluster, cluster.register(half))['node-n']).toMatchObject(verdict);
  });
});

test('reserved resources change the score', () => {
  const cluster = clusterOf([
    aNode('plain'),
    aNode('reserved', { reserved: { ...RESERVED, cpuMhz: 2_000 } }),
  ]);
  const evalId = cluster.register(aJob());
  expect(binpackOf(cluster, evalId, 'reserved')).toBeGreaterThan(
    binpackOf(cluster, evalId, 'plain') ?? 1,
  );
});

test('running allocations use room', () => {
  const cluster = clusterOf(someNodes(1));
  cluster.run(cluster.register({ ...oneGroup({ tasks: [sized(3_000)] }), id: 'a' }));
  cluster.allRunning('a');
  const evalId = cluster.register({ ...oneGroup({ tasks: [sized(1_001)] }), id: 'b' });
  expect(verdictsOf(cluster, evalId)['node-n1']).toMatchObject({ exhausted: 'cpu' });
});

test('placements of the same plan use room', () => {
  const cluster = clusterOf(someNodes(1));
  cluster.run(cluster.register(oneGroup({ count: 3, tasks: [sized(1_500)] })));
  expect(cluster.living('j')).toHaveLength(2);
});

test('planned stops give room', () => {
  const cluster = clusterOf(someNodes(1));
  cluster.run(cluster.register(oneGroup({ tasks: [sized(3_000)] })));
  cluster.allRunning('j');
  const image = aTask({ ...sized(3_000), config: { image: 'y' } });
  cluster.run(cluster.register(oneGroup({ tasks: [image] })));
  expect(cluster.living('j')).toMatchObject([{ jobVersion: { version: 1 } }]);
});

const affinity = (value: string, weight: number): Affinity => ({
  leftTarget: '${node.class}',
  operand: '=',
  rightTarget: value,
  weight,
});

test('matched weights over the sum of absolute weights', () => {
  const cluster = clusterOf([
    aNode('both', { nodeClass: 'big', meta: { rack: 'r1' } }),
    aNode('one', { nodeClass: 'big' }),
    aNode('disliked', { nodeClass: 'old' }),
  ]);
  const rack = { leftTarget: '${meta.rack}', operand: '=', rightTarget: 'r1', weight: 20 };
  const affinities = [affinity('big', 50), affinity('old', -30), rack];
  const verdicts = verdictsOf(cluster, cluster.register(oneGroup({ affinities })));
  const scores = Object.values(verdicts).map((verdict) =>
    'parts' in verdict ? [verdict.nodeId, verdict.parts['node-affinity']] : [],
  );
  expect(Object.fromEntries(scores)).toEqual({
    'node-both': 0.7,
    'node-one': 0.5,
    'node-disliked': -0.3,
  });
});

test('-1 for nodes where the allocation failed before', () => {
  const cluster = clusterOf(someNodes(2));
  const policy = { attempts: 0, intervalMs: 0, delayMs: 0, maxDelayMs: 0 };
  const reschedulePolicy = { ...policy, delayFunction: 'constant' as const, unlimited: true };
  cluster.run(cluster.register(oneGroup({ reschedulePolicy })));
  const failed = cluster.alloc('j', 'j.g[0]');
  cluster.report(failed, 'failed');
  const evalId = cluster.evaluate('j', 'alloc-failure');
  const verdict = verdictsOf(cluster, evalId)[failed.nodeId];
  expect(verdict).toMatchObject({ parts: { 'node-reschedule-penalty': -1 } });
  cluster.run(evalId);
  expect(cluster.alloc('j', 'j.g[0]').nodeId).not.toBe(failed.nodeId);
});

test('final score is the mean of the parts present', () => {
  const cluster = clusterOf([aNode('n', { nodeClass: 'big' })]);
  const evalId = cluster.register(oneGroup({ affinities: [affinity('big', 50)] }));
  const verdict = verdictsOf(cluster, evalId)['node-n'];
  if (!verdict || !('parts' in verdict)) throw new Error('the node was left out');
  // Anti-affinity and penalty do not apply, so they take no part.
  expect(verdict.score).toBeCloseTo(((verdict.parts['binpack'] ?? 0) + 1) / 2);
});

test('every feasible node is ranked, not a random sample', () => {
  const cluster = clusterOf([...someNodes(40), aNode('liked', { nodeClass: 'big' })]);
  const affinities = [affinity('big', 100)];
  for (let i = 0; i < 8; i++) {
    cluster.run(cluster.register({ ...oneGroup({ affinities }), id: `j${i}` }));
    expect(cluster.living(`j${i}`)).toMatchObject([{ nodeId: 'node-liked' }]);
  }
});

test('best option wins, first one on ties', () => {
  const cluster = clusterOf([...someNodes(3), aNode('full')]);
  const filler = { ...oneGroup({ tasks: [sized(3_000)] }), id: 'filler' };
  const onFull = { leftTarget: '${node.unique.name}', operand: '=', rightTarget: 'full' };
  cluster.run(cluster.register({ ...filler, constraints: [onFull] }));
  cluster.run(cluster.register(aJob()));
  expect(cluster.living('j')).toMatchObject([{ nodeId: 'node-full' }]);
  const tied = clusterOf(someNodes(3));
  const evalId = tied.register(aJob());
  const chosen = [1, 2].map(() => tied.explain(evalId).explanations[0]?.chosen?.nodeId);
  expect(chosen[0]).toBe(chosen[1]);
});

const spread = (attribute: string, weight: number, targets: Spread['targets']): Spread => ({
  attribute,
  weight,
  targets,
});

const inDatacenters = (count: number, datacenters = 3): Node[] =>
  Array.from({ length: count }, (_, i) =>
    aNode(`n${i}`, { datacenter: `dc${i % datacenters}`, meta: { rack: `r${i % 2}` } }),
  );

const countBy = (cluster: TestCluster, of: (node: Node) => string | undefined) => {
  const counts: Record<string, number> = {};
  for (const { nodeId } of cluster.living('j')) {
    const node = cluster.state.nodes.get(nodeId)?.node;
    const value = (node && of(node)) ?? '';
    counts[value] = (counts[value] ?? 0) + 1;
  }
  return counts;
};

describe('spread', () => {
  const dc = '${node.datacenter}';
  test.each([
    {
      title: 'counts per datacenter follow the percentages',
      nodes: 60,
      count: 10,
      targets: [
        { value: 'dc0', percent: 70 },
        { value: 'dc1', percent: 30 },
      ],
      expected: { dc0: 7, dc1: 3 },
    },
    {
      title: 'implicit target for the rest of the percentages',
      datacenters: 2,
      nodes: 60,
      count: 10,
      targets: [{ value: 'dc0', percent: 80 }],
      expected: { dc0: 8, dc1: 2 },
    },
    {
      title: 'spread without targets is even',
      nodes: 6,
      count: 9,
      targets: [],
      expected: { dc0: 3, dc1: 3, dc2: 3 },
    },
    {
      title: 'spread targets hold on large clusters',
      nodes: 300,
      count: 100,
      targets: [
        { value: 'dc0', percent: 60 },
        { value: 'dc1', percent: 40 },
      ],
      expected: { dc0: 60, dc1: 40 },
    },
  ])('$title', ({ nodes, datacenters = 3, count, targets, expected }) => {
    const cluster = clusterOf(inDatacenters(nodes, datacenters));
    const tiny = aTask({ resources: { ...TASK, cpuMhz: 20, memoryMb: 20 } });
    cluster.run(
      cluster.register(oneGroup({ count, tasks: [tiny], spreads: [spread(dc, 100, targets)] })),
    );
    expect(countBy(cluster, ({ datacenter }) => datacenter)).toEqual(expected);
  });

  test('several spreads by weight', () => {
    const cluster = clusterOf(inDatacenters(6));
    const spreads = [
      spread(dc, 80, [{ value: 'dc0', percent: 100 }]),
      spread('${meta.rack}', 20, [{ value: 'r1', percent: 100 }]),
    ];
    const evalId = cluster.register(oneGroup({ count: 2, spreads }));
    const verdicts = verdictsOf(cluster, evalId);
    const boosts = ['n0', 'n3', 'n1'].map((name) => {
      const verdict = verdicts[`node-${name}`];
      return verdict && 'parts' in verdict ? verdict.parts['allocation-spread'] : undefined;
    });
    // What no target wants costs 1 whatever the weight; the rest is missing shares by weight.
    const [, both = 0] = boosts;
    expect(both).toBeCloseTo(0.8 * 0.5 + 0.2 * 0.5);
    expect(boosts[0]).toBeCloseTo(0.8 * 0.5 - 1);
    expect(boosts[2]).toBeCloseTo(0.2 * 0.5 - 1);
  });

  test('zero percentages must not give infinite scores', () => {
    const cluster = clusterOf(inDatacenters(3));
    const targets = [
      { value: 'dc0', percent: 0 },
      { value: 'dc1', percent: 100 },
    ];
    const verdicts = verdictsOf(
      cluster,
      cluster.register(oneGroup({ spreads: [spread(dc, 50, targets)] })),
    );
    for (const verdict of Object.values(verdicts)) {
      expect('score' in verdict && Number.isFinite(verdict.score)).toBe(true);
    }
  });

  test('spread with old job version does not crash', () => {
    const cluster = clusterOf(inDatacenters(3));
    const spreads = [spread(dc, 50, [])];
    cluster.run(cluster.register(aJob({ groups: [aGroup({ name: 'old', spreads, count: 2 })] })));
    cluster.run(cluster.register(aJob({ groups: [aGroup({ name: 'new', spreads, count: 2 })] })));
    const groups = cluster.living('j').map(({ groupName }) => groupName);
    expect(groups).toEqual(['new', 'new']);
  });
});
