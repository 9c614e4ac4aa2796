import { describe, expect, test } from '@jest/globals';
import { isTerminal, subjects } from '@steppe/domain';
import { clusterOf, type TestCluster } from '../testing/cluster.ts';
import { aGroup, aJob, aTask, anUpdate, oneGroup } from '../testing/job-builder.ts';
import { aNode, someNodes } from '../testing/node-builder.ts';
import { summaryOf } from '../testing/summary.ts';

/** A running job of `count` on three nodes. */
function running(count: number, group: Parameters<typeof oneGroup>[0] = {}): TestCluster {
  const cluster = clusterOf(someNodes(3));
  cluster.run(cluster.register(oneGroup({ count, ...group })));
  cluster.allRunning('j');
  return cluster;
}

/** What the plan does, without the nodes, which chance decides. */
function decided(cluster: TestCluster, evalId: string): string[] {
  const { state } = cluster;
  return summaryOf(cluster.run(evalId), state).map((line) => line.replace(/ on n\d+/, ''));
}

const NOT_NEEDED = 'alloc not needed due to job update';
const UPDATING = 'alloc is being updated due to job update';

describe('count', () => {
  test.each([
    {
      title: 'grows by the lowest free names',
      from: 2,
      to: 4,
      expected: ['place j.g[2]', 'place j.g[3]', 'update j.g[0]', 'update j.g[1]'],
    },
    {
      title: 'shrinks from the highest name',
      from: 3,
      to: 1,
      expected: [`stop j.g[1]: ${NOT_NEEDED}`, `stop j.g[2]: ${NOT_NEEDED}`, 'update j.g[0]'],
    },
    { title: 'of 0 stops all', from: 1, to: 0, expected: [`stop j.g[0]: ${NOT_NEEDED}`] },
    { title: 'that stays plans updates only', from: 1, to: 1, expected: ['update j.g[0]'] },
  ])('$title', ({ from, to, expected }) => {
    const cluster = running(from);
    expect(decided(cluster, cluster.register(oneGroup({ count: to })))).toEqual(expected);
  });
});

test('a group that the job no longer has stops', () => {
  const cluster = clusterOf(someNodes(2));
  const groups = [aGroup({ name: 'a' }), aGroup({ name: 'b' })];
  cluster.run(cluster.register(aJob({ groups })));
  expect(decided(cluster, cluster.register(aJob({ groups: groups.slice(0, 1) })))).toEqual([
    `stop j.b[0]: ${NOT_NEEDED}`,
    'update j.a[0]',
  ]);
});

const task = (overrides: Parameters<typeof aTask>[0]) => oneGroup({ tasks: [aTask(overrides)] });

describe('a changed job', () => {
  const { resources } = aTask();
  test.each([
    { title: 'with another image', job: task({ config: { image: 'y' } }) },
    { title: 'with another driver', job: task({ driver: 'exec' }) },
    { title: 'with another environment', job: task({ env: { A: 'b' } }) },
    { title: 'with another user', job: task({ user: 'nobody' }) },
    { title: 'with other meta data', job: oneGroup({}, { meta: { a: 'b' } }) },
    { title: 'with more memory', job: task({ resources: { ...resources, memoryMb: 300 } }) },
    { title: 'with another task', job: oneGroup({ tasks: [aTask(), aTask({ name: 'u' })] }) },
    { title: 'with a template', job: task({ extra: { Templates: [{ EmbeddedTmpl: 'x' }] } }) },
    {
      title: 'with a network',
      job: oneGroup({ networks: [{ mode: 'host', reservedPorts: [], dynamicPorts: [] }] }),
    },
  ])('$title replaces its allocations', ({ job }) => {
    const cluster = running(1);
    expect(decided(cluster, cluster.register(job))).toEqual([
      'place j.g[0] (replaces)',
      `stop j.g[0]: ${UPDATING}`,
    ]);
  });

  const linux = { leftTarget: '${attr.kernel.name}', operand: '=', rightTarget: 'linux' };
  test.each([
    { title: 'with another priority', job: oneGroup({}, { priority: 70 }) },
    { title: 'with a service', job: oneGroup({ extra: { Services: [{ Name: 's' }] } }) },
    { title: 'with another kill timeout', job: task({ killTimeoutMs: 1 }) },
    { title: 'with a constraint that its node meets', job: oneGroup({ constraints: [linux] }) },
    { title: 'with datacenters that its node is in', job: oneGroup({}, { datacenters: ['dc*'] }) },
  ])('$title is taken over in place', ({ job }) => {
    const cluster = running(1);
    expect(decided(cluster, cluster.register(job))).toEqual(['update j.g[0]']);
  });

  test('whose datacenters its node is not in moves', () => {
    const cluster = running(1);
    cluster.addNode(aNode('n4', { datacenter: 'dc2' }));
    const plan = cluster.run(cluster.register(oneGroup({}, { datacenters: ['dc2'] })));
    expect(summaryOf(plan, cluster.state)).toEqual([
      'place j.g[0] on n4 (replaces)',
      expect.stringContaining(UPDATING),
    ]);
  });

  test('frees the room on a full node before it places', () => {
    const whole = { ...resources, cpuMhz: 4_000 };
    const cluster = clusterOf(someNodes(1));
    cluster.run(cluster.register(oneGroup({ tasks: [aTask({ resources: whole })] })));
    const changed = oneGroup({ tasks: [aTask({ resources: whole, user: 'x' })] });
    expect(decided(cluster, cluster.register(changed))).toEqual([
      'place j.g[0] (replaces)',
      `stop j.g[0]: ${UPDATING}`,
    ]);
  });

  test('whose new version fits nowhere keeps the old one running', () => {
    const cluster = running(1);
    const huge = task({ resources: { ...resources, memoryMb: 100_000 } });
    expect(decided(cluster, cluster.register(huge))).toEqual([]);
    expect(cluster.living('j')).toHaveLength(1);
  });
});

test('a completed service allocation is placed again', () => {
  const cluster = running(1);
  cluster.report(cluster.alloc('j', 'j.g[0]'), 'complete');
  expect(decided(cluster, cluster.evaluate('j', 'alloc-failure'))).toEqual(['place j.g[0]']);
});

test('what was told to stop on a node that goes down is lost', () => {
  const cluster = running(1);
  const { nodeId } = cluster.alloc('j', 'j.g[0]');
  cluster.run(cluster.deregister('j'));
  cluster.nodeDown(nodeId);
  expect(decided(cluster, cluster.evaluate('j', 'node-update'))).toEqual([
    'stop j.g[0]: alloc is lost since its node is down (lost)',
  ]);
});

test('lost allocations beyond the count are not replaced', () => {
  const cluster = running(3);
  cluster.nodeDown(cluster.alloc('j', 'j.g[2]').nodeId);
  expect(decided(cluster, cluster.register(oneGroup({ count: 2 }))).join()).not.toMatch(
    /place j.g\[2\]/,
  );
  expect(cluster.living('j').filter((alloc) => !isTerminal(alloc))).toHaveLength(2);
});

/** How many the next step of the rollout places. */
const placed = (cluster: TestCluster) =>
  decided(cluster, cluster.evaluate('j', 'deployment-watcher')).filter((line) =>
    line.startsWith('place'),
  ).length;
/** The latest deployment is paused, or fails. */
const setStatus = (cluster: TestCluster, status: 'paused' | 'failed') => {
  const [deploymentId = ''] = [...cluster.state.deployments.keys()].slice(-1);
  const event = { type: 'DeploymentStatusChanged', v: 1, deploymentId, status } as const;
  cluster.append(subjects.deployment('default', 'j'), [{ ...event, statusDescription: '' }]);
};

describe('a rollout', () => {
  const update = anUpdate({ maxParallel: 2 });
  const changed = (version: string) =>
    oneGroup({ count: 4, update, tasks: [aTask({ env: { version } })] });
  const rolling = () => {
    const cluster = running(4, { update });
    cluster.run(cluster.register(changed('2')));
    return cluster;
  };
  test('goes on only as allocations become healthy', () => {
    const cluster = rolling();
    expect(placed(cluster)).toBe(0);
    cluster.allRunning('j');
    expect(placed(cluster)).toBe(2);
  });

  test('stops at an unhealthy allocation', () => {
    const cluster = rolling();
    cluster.allRunning('j', { healthy: false });
    expect(placed(cluster)).toBe(0);
  });

  test.each(['paused', 'failed'] as const)('that is %s goes on no further', (status) => {
    const cluster = rolling();
    cluster.allRunning('j');
    setStatus(cluster, status);
    expect(placed(cluster)).toBe(0);
  });

  test('that failed still replaces what is lost', () => {
    const cluster = rolling();
    cluster.allRunning('j');
    setStatus(cluster, 'failed');
    const [lost] = cluster.living('j');
    const onNode = cluster.living('j').filter(({ nodeId }) => nodeId === lost?.nodeId);
    cluster.nodeDown(lost?.nodeId ?? '');
    expect(placed(cluster)).toBe(onNode.length);
  });

  test('of an older version is cancelled', () => {
    const cluster = rolling();
    const plan = cluster.run(cluster.register(changed('3')));
    expect(plan.deployment?.events).toMatchObject([
      { status: 'cancelled', statusDescription: 'Cancelled due to newer version of job' },
      { type: 'DeploymentCreated', deployment: { jobVersion: 2 } },
    ]);
  });
});

describe('canaries', () => {
  const update = anUpdate({ canary: 1 });
  const canarying = () => {
    const cluster = running(3, { update });
    cluster.run(cluster.register(oneGroup({ count: 3, update, tasks: [aTask({ user: 'x' })] })));
    cluster.allRunning('j');
    return cluster;
  };

  test('are placed beside what runs, and wait for promotion', () => {
    const cluster = canarying();
    expect(cluster.living('j')).toHaveLength(4);
    expect(decided(cluster, cluster.evaluate('j', 'deployment-watcher'))).toEqual([]);
    expect([...cluster.state.deployments.values()].at(-1)?.statusDescription).toBe(
      'Deployment is running but requires manual promotion',
    );
  });

  test('that are lost are replaced', () => {
    const cluster = canarying();
    const canary = cluster.living('j').find(({ health }) => health?.canary);
    cluster.report(canary ?? cluster.alloc('j', 'j.g[0]'), 'running');
    cluster.nodeDown(canary?.nodeId ?? '');
    const lines = decided(cluster, cluster.evaluate('j', 'node-update'));
    expect(lines.filter((line) => line.includes('(canary)'))).toHaveLength(1);
  });

  test('of a failed deployment stop', () => {
    const cluster = canarying();
    setStatus(cluster, 'failed');
    expect(decided(cluster, cluster.evaluate('j', 'deployment-watcher'))).toEqual([
      `stop j.g[0]: ${NOT_NEEDED}`,
    ]);
  });

  test('of an older version stop when a newer one comes', () => {
    const cluster = canarying();
    const next = oneGroup({ count: 3, update, tasks: [aTask({ user: 'y' })] });
    expect(decided(cluster, cluster.register(next))).toEqual([
      'place j.g[0] (canary)',
      `stop j.g[0]: ${NOT_NEEDED}`,
    ]);
  });
});
