import { describe, expect, test } from '@jest/globals';
import { type Job, nameOf, subjects, type Task } from '@steppe/domain';
import { clusterOf, type TestCluster } from '../testing/cluster.ts';
import { counts, latest, look, promote, setStatus } from '../testing/group-cases.ts';
import { aTask, anUpdate, oneGroup } from '../testing/job-builder.ts';
import { aNode, someNodes } from '../testing/node-builder.ts';

const BIG = { leftTarget: '${node.class}', operand: '=', rightTarget: 'big' };

/** A version of a system job that tries changes on `canary` percent of its nodes. */
const version = (user: string, canary: number, maxParallel = 10) =>
  oneGroup(
    { update: anUpdate({ canary, maxParallel }), tasks: [aTask({ user })] },
    { type: 'system', constraints: [BIG] },
  );

/** The same with tasks that need so much. */
function sized({ groups, ...job }: Job, cpuMhz: number): Job {
  const resize = (task: Task) => ({ ...task, resources: { ...task.resources, cpuMhz } });
  return { ...job, groups: groups.map((group) => ({ ...group, tasks: group.tasks.map(resize) })) };
}

/** The first version runs on `big` nodes n1, n2, … of a cluster that has as many others. */
function running(big: number): TestCluster {
  const nodes = someNodes(big, { nodeClass: 'big' });
  const others = nodes.map(({ name }) => aNode(`other-${name}`));
  const cluster = clusterOf([...nodes, ...others]);
  cluster.run(cluster.register(version('first', 0)));
  cluster.allRunning('j');
  cluster.run(look(cluster));
  return cluster;
}

/** The second version is being tried. */
function canarying(big: number, canary: number, maxParallel?: number): TestCluster {
  const cluster = running(big);
  cluster.run(cluster.register(version('second', canary, maxParallel)));
  cluster.stopsEnd();
  cluster.allRunning('j');
  return cluster;
}

/** How many run each version: those of canaries apart. */
function versions(cluster: TestCluster): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { health, jobVersion, clientStatus } of cluster.living('j')) {
    if (clientStatus === 'failed') continue;
    const key = `v${jobVersion.version}${health?.canary ? ' canary' : ''}`;
    found[key] = (found[key] ?? 0) + 1;
  }
  return found;
}
const canaryOf = (cluster: TestCluster) => {
  const found = cluster.living('j').find(({ health }) => health?.canary);
  if (!found) throw new Error('there is no canary');
  return found;
};

test('deployments of system jobs with update block', () => {
  const cluster = running(4);
  expect(latest(cluster)).toMatchObject({
    status: 'successful',
    deployment: { groups: { g: { desiredTotal: 4, desiredCanaries: 0 } } },
  });
});

test.each([
  { title: 'canary share counts only feasible nodes', canary: 50, placed: 2 },
  { title: 'a share is rounded up', canary: 60, placed: 3 },
  { title: 'even a small one is a node', canary: 1, placed: 1 },
  { title: 'the same with limits: no more than max_parallel', canary: 50, max: 1, placed: 1 },
  { title: 'all of them', canary: 100, placed: 4 },
])('$title', ({ canary, max, placed }) => {
  const cluster = canarying(4, canary, max);
  const others = placed === 4 ? {} : { v0: 4 - placed };
  expect(versions(cluster)).toEqual({ 'v1 canary': placed, ...others });
  expect(latest(cluster)).toMatchObject({
    statusDescription: 'Deployment is running but requires manual promotion',
    deployment: { groups: { g: { desiredTotal: 4, desiredCanaries: placed } } },
  });
});

test('a plan counts a canary, and what it replaces', () => {
  const cluster = running(4);
  const plan = cluster.run(cluster.register(version('second', 25)));
  expect(counts(plan)).toEqual({ canary: 1, destructiveUpdate: 1, ignore: 3 });
});

test('evaluation without change', () => {
  const cluster = canarying(4, 50);
  const plan = cluster.run(look(cluster));
  expect([plan.nodeCommits, plan.deployment]).toEqual([[], undefined]);
});

test('a promotion lets the roll-out go on by max_parallel, to its end', () => {
  const cluster = canarying(4, 25, 2);
  promote(cluster);
  const steps = [2, 1, 0].map((expected) => {
    const plan = cluster.run(look(cluster));
    cluster.stopsEnd();
    cluster.allRunning('j');
    expect(counts(plan)).toEqual({
      ...(expected > 0 && { destructiveUpdate: expected }),
      ignore: 4 - expected,
    });
    return versions(cluster)['v0'] ?? 0;
  });
  expect(steps).toEqual([1, 0, 0]);
  expect(latest(cluster)?.status).toBe('successful');
});

test('canaries over the number are stopped: the next version replaces those of the one before', () => {
  const cluster = canarying(4, 50);
  const before = cluster.living('j').filter(({ health }) => health?.canary);
  cluster.run(cluster.register(version('third', 25)));
  const after = cluster.living('j').filter(({ health }) => health?.canary);
  const nodesOf = (rows: typeof after) => rows.map(({ nodeId }) => nodeId).toSorted();
  expect(nodesOf(after)).toEqual(nodesOf(before));
  expect(versions(cluster)).toEqual({ v0: 2, 'v2 canary': 2 });
});

test('no more are wanted than there is to replace', () => {
  const cluster = running(4);
  cluster.run(cluster.register(version('second', 0, 3)));
  cluster.stopsEnd();
  cluster.allRunning('j');
  cluster.run(cluster.register(version('second', 100)));
  expect(versions(cluster)).toEqual({ v2: 3, 'v2 canary': 1 });
  expect(latest(cluster)?.deployment.groups).toMatchObject({ g: { desiredCanaries: 1 } });
});

const goal = (cluster: TestCluster) => latest(cluster)?.deployment.groups['g']?.desiredTotal;

describe('the goal of a deployment', () => {
  test('moves as nodes come and go, and is reached without those that left', () => {
    const cluster = running(4);
    cluster.run(cluster.register(version('second', 0, 1)));
    const [updated] = cluster.living('j').filter(({ jobVersion }) => jobVersion.version === 1);
    cluster.nodeDown(updated?.nodeId ?? '');
    cluster.run(look(cluster));
    expect(goal(cluster)).toBe(3);
    cluster.addNode(aNode('late', { nodeClass: 'big' }));
    cluster.run(look(cluster));
    expect(goal(cluster)).toBe(4);
    for (let step = 0; step < 4; step++) {
      cluster.stopsEnd();
      cluster.allRunning('j');
      cluster.run(look(cluster));
    }
    expect(versions(cluster)).toEqual({ v1: 4 });
    expect(latest(cluster)?.status).toBe('successful');
  });

  test('counts nothing twice while nothing comes or goes', () => {
    const cluster = running(4);
    cluster.run(cluster.register(version('second', 0, 1)));
    cluster.allRunning('j');
    expect(cluster.run(look(cluster)).deployment).toBeUndefined();
  });
});

test('going back to what the others run replaces the canaries, and tries nothing', () => {
  const cluster = canarying(4, 50);
  cluster.run(cluster.register(version('first', 50)));
  cluster.stopsEnd();
  cluster.allRunning('j');
  cluster.run(look(cluster));
  expect(versions(cluster)).toEqual({ v2: 4 });
  expect(latest(cluster)).toMatchObject({
    status: 'successful',
    deployment: { groups: { g: { desiredCanaries: 0 } } },
  });
});

describe('a deployment that failed', () => {
  test('leaves all as it is', () => {
    const cluster = canarying(4, 50);
    setStatus(cluster, 'failed');
    expect(cluster.run(look(cluster)).nodeCommits).toEqual([]);
  });

  test('is followed by one of its own when a new version comes', () => {
    const cluster = canarying(4, 50);
    setStatus(cluster, 'failed');
    cluster.run(cluster.register(version('third', 50)));
    expect(latest(cluster)).toMatchObject({ status: 'running', deployment: { jobVersion: 2 } });
    expect(versions(cluster)).toEqual({ v0: 2, 'v2 canary': 2 });
  });
});

describe('while canaries wait', () => {
  test('one that failed is placed anew on its node, as a canary', () => {
    const cluster = canarying(4, 25);
    const canary = canaryOf(cluster);
    cluster.report(canary, 'failed', false);
    cluster.run(look(cluster));
    expect(versions(cluster)).toEqual({ v0: 3, 'v1 canary': 1 });
    const again = cluster.living('j').find(({ previousAllocId }) => previousAllocId === canary.id);
    expect(again).toMatchObject({ nodeId: canary.nodeId, health: { canary: true } });
  });

  test('another node tries for one that is lost', () => {
    const cluster = canarying(4, 25);
    cluster.nodeDown(canaryOf(cluster).nodeId);
    cluster.run(look(cluster));
    expect(versions(cluster)).toEqual({ v0: 2, 'v1 canary': 1 });
  });

  test('a new node runs the new version, and is no canary', () => {
    const cluster = canarying(4, 25);
    cluster.addNode(aNode('late', { nodeClass: 'big' }));
    cluster.run(look(cluster));
    expect(versions(cluster)).toEqual({ v0: 3, v1: 1, 'v1 canary': 1 });
  });

  test('a node that is held back keeps what it runs', () => {
    const cluster = running(2);
    const event = { type: 'NodeEligibilityChanged', v: 1, nodeId: 'node-n1' } as const;
    cluster.append(subjects.node('node-n1'), [{ ...event, eligibility: 'ineligible' }]);
    cluster.run(cluster.register(version('second', 100)));
    expect(versions(cluster)).toEqual({ v0: 1, 'v1 canary': 1 });
    expect(cluster.living('j').map(nameOf)).toEqual(['j.g[0]', 'j.g[0]']);
  });
});

/** The third version is tried on n4 alone; what runs on n1 to n3 takes it over in place. */
function lastOfFour(): TestCluster {
  const cluster = running(4);
  cluster.run(cluster.register(version('second', 0, 3)));
  cluster.stopsEnd();
  cluster.allRunning('j');
  cluster.run(cluster.register(version('second', 100)));
  return cluster;
}
const wanted = (cluster: TestCluster) => latest(cluster)?.deployment.groups['g'];

describe('canaries are waited for only as far as there is something to try', () => {
  test('what lacked room for one, until others ended there, takes over the version in place', () => {
    const cluster = running(4);
    for (const [user, canary, maxParallel] of [
      ['second', 25, 1],
      ['third', 25, 1],
      ['third', 0, 1],
      ['third', 100, 3],
    ] as const) {
      cluster.run(cluster.register(sized(version(user, canary, maxParallel), 1_800)));
    }
    expect(versions(cluster)).toEqual({ 'v2 canary': 1, v4: 1, 'v4 canary': 2 });
    expect(wanted(cluster)).toMatchObject({ desiredCanaries: 3 });
    cluster.stopsEnd();
    cluster.run(look(cluster));
    expect(wanted(cluster)).toMatchObject({ desiredTotal: 4, desiredCanaries: 2 });
    expect(latest(cluster)?.statusDescription).toMatch('requires manual promotion');
    cluster.allRunning('j');
    promote(cluster);
    cluster.run(look(cluster));
    expect(latest(cluster)?.status).toBe('successful');
  });

  test('a node is lost that had the last one: nothing is left to promote', () => {
    const cluster = lastOfFour();
    cluster.nodeDown(canaryOf(cluster).nodeId);
    cluster.run(look(cluster));
    expect(wanted(cluster)).toMatchObject({ desiredTotal: 3, desiredCanaries: 0 });
    expect(latest(cluster)?.statusDescription).toBe('Deployment is running');
    cluster.allRunning('j');
    cluster.run(look(cluster));
    expect(latest(cluster)?.status).toBe('successful');
  });

  test('when all others are healthy by then, the deployment is done', () => {
    const cluster = lastOfFour();
    cluster.allRunning('j');
    cluster.nodeDown(canaryOf(cluster).nodeId);
    cluster.run(look(cluster));
    expect(latest(cluster)?.status).toBe('successful');
  });

  test('on nodes that take nothing new for now there is still something to try', () => {
    const cluster = canarying(2, 50);
    const other = cluster.living('j').find(({ health }) => !health?.canary);
    const event = { type: 'NodeEligibilityChanged', v: 1, nodeId: other?.nodeId ?? '' } as const;
    cluster.append(subjects.node(event.nodeId), [{ ...event, eligibility: 'ineligible' }]);
    cluster.nodeDown(canaryOf(cluster).nodeId);
    cluster.run(look(cluster));
    expect(wanted(cluster)).toMatchObject({ desiredCanaries: 1 });
  });
});

test('a canary that finds no room is not waited for', () => {
  const cluster = running(1);
  cluster.run(cluster.register(sized(version('second', 100), 9_000)));
  expect(latest(cluster)?.deployment.jobVersion).toBe(0);
  expect(versions(cluster)).toEqual({ v0: 1 });
});
