import { AT_ONCE } from '../testing/out-of-touch.ts';
import { describe, expect, test } from '@jest/globals';
import { nameOf } from '@steppe/domain';
import { clusterOf } from '../testing/cluster.ts';
import {
  at,
  canarying,
  CHANGED,
  counts,
  end,
  groupOf,
  jobOf,
  latest,
  look,
  lose,
  migrate,
  running,
  update,
} from '../testing/group-cases.ts';
import { aJob } from '../testing/job-builder.ts';
import { someNodes } from '../testing/node-builder.ts';

describe('drain', () => {
  test('drained node: allocations migrate', () => {
    const cluster = running(3);
    migrate(cluster, 1);
    expect(counts(cluster.run(look(cluster)))).toEqual({ migrate: 1, ignore: 2 });
    expect(cluster.living('j').map(nameOf).toSorted()).toEqual(['j.g[0]', 'j.g[1]', 'j.g[2]']);
  });

  test('queued counts while draining', () => {
    const cluster = clusterOf(someNodes(1));
    cluster.run(cluster.register(jobOf({ count: 1 })));
    cluster.allRunning('j');
    const { nodeId } = at(cluster, 0);
    migrate(cluster, 0);
    cluster.append(`node.${nodeId}`, [
      { type: 'NodeEligibilityChanged', v: 1, nodeId, eligibility: 'ineligible' },
    ]);
    expect(cluster.run(look(cluster)).outcome.events[0]).toMatchObject({
      type: 'EvaluationCompleted',
      queuedAllocations: { g: 1 },
    });
  });

  test('migrating a normal allocation during canary deployment', () => {
    const cluster = canarying(2);
    migrate(cluster, 9);
    cluster.run(look(cluster));
    expect(at(cluster, 9).jobVersion.version).toBe(0);
  });

  test('canary on draining node moves', () => {
    const cluster = canarying(1);
    const canary = cluster.living('j').find(({ health }) => health?.canary);
    migrate(cluster, canary?.index ?? -1);
    const plan = cluster.run(look(cluster));
    expect(counts(plan)).toMatchObject({ canary: 1 });
    const placed = cluster.living('j').filter(({ health }) => health?.canary);
    expect(placed).toHaveLength(1);
    expect(placed[0]?.id).not.toBe(canary?.id);
  });

  test('canaries on a draining node: migrated canary stays a canary, others keep their version', () => {
    const cluster = canarying(2);
    migrate(cluster, 0, 9); // The first name is that of a canary too, which comes after what it will replace.
    expect(at(cluster, 0).health?.canary).toBe(true);
    cluster.run(look(cluster));
    const living = cluster.living('j');
    expect(living.filter(({ health }) => health?.canary)).toHaveLength(2);
    expect(living.filter(({ jobVersion }) => jobVersion.version === 0)).toHaveLength(10);
  });

  test('sticky disk on a draining node moves', () => {
    const cluster = running(1, { ephemeralDisk: { sizeMb: 300, sticky: true, migrate: true } });
    const { nodeId, id } = at(cluster, 0);
    const drain = { startedAtMs: 1, forceDeadlineMs: 0, ignoreSystemJobs: false };
    cluster.append(`node.${nodeId}`, [
      { type: 'NodeDrainChanged', v: 1, nodeId, drain, eligibility: 'ineligible' },
      { type: 'AllocationMigrationRequested', v: 1, allocId: id },
    ]);
    cluster.run(look(cluster));
    expect(at(cluster, 0)).toMatchObject({ previousAllocId: id });
    expect(at(cluster, 0).nodeId).not.toBe(nodeId);
  });
});

describe('chain', () => {
  test('allocation with a successor is not handled twice', () => {
    const cluster = running(2);
    lose(cluster, 0);
    cluster.run(look(cluster));
    expect(counts(cluster.run(look(cluster)))).toEqual({ ignore: 2 });
    expect(cluster.allocs('j')).toHaveLength(3);
  });

  test('new allocation names its predecessor', () => {
    const cluster = running(1);
    const before = at(cluster, 0);
    lose(cluster, 0);
    cluster.run(look(cluster));
    const after = at(cluster, 0);
    expect(after.previousAllocId).toBe(before.id);
    expect(cluster.state.allocs.get(before.id)?.nextAllocId).toBe(after.id);
  });
});

describe('data', () => {
  test.each([
    { title: 'follows from the node that it was on', migrates: true },
    { title: 'that does not migrate names no node', migrates: false },
  ])('$title', ({ migrates }) => {
    const ephemeralDisk = { sizeMb: 300, sticky: true, migrate: migrates };
    const cluster = clusterOf(someNodes(2));
    cluster.run(cluster.register(jobOf({ count: 1, ephemeralDisk })));
    cluster.allRunning('j');
    const { nodeId } = at(cluster, 0);
    migrate(cluster, 0);
    const { nodeCommits } = cluster.run(look(cluster));
    const events = nodeCommits.flatMap((commit) => commit.events);
    const placed = events.find((event) => event.type === 'AllocationPlaced');
    expect(placed?.placement.previousNodeId).toBe(migrates ? nodeId : undefined);
  });
});

describe('node', () => {
  test('node update without effect changes nothing', () => {
    const cluster = running(3);
    expect(counts(cluster.run(look(cluster)))).toEqual({ ignore: 3 });
  });
});

const groups = (shape: object) => [
  groupOf({ count: 2, ...update({ canary: 1 }), ...shape }),
  groupOf({ name: 'h', count: 3, ...update({ canary: 2 }), ...shape }),
];

describe('canaries by group', () => {
  test('per group', () => {
    const cluster = clusterOf(someNodes(20));
    cluster.run(cluster.register(aJob({ groups: groups({}) })));
    cluster.allRunning('j');
    cluster.run(look(cluster));
    const plan = cluster.run(cluster.register(aJob({ groups: groups(CHANGED) })));
    expect([counts(plan), counts(plan, 'h')]).toEqual([
      { canary: 1, ignore: 2 },
      { canary: 2, ignore: 3 },
    ]);
    expect(latest(cluster)?.deployment.groups).toMatchObject({
      g: { desiredCanaries: 1 },
      h: { desiredCanaries: 2 },
    });
  });

  test('missing canary names are filled', () => {
    const cluster = canarying(2);
    const [first] = cluster.living('j').filter(({ health }) => health?.canary);
    cluster.nodeDown(first?.nodeId ?? '');
    cluster.run(look(cluster));
    const names = cluster
      .living('j')
      .filter(({ health, clientStatus }) => health?.canary && clientStatus !== 'lost')
      .map(({ index }) => index);
    expect(names.toSorted((a, b) => a - b)).toEqual([0, 1]);
  });
});

describe('batch', () => {
  test('queued counts for failed without room', () => {
    const cluster = clusterOf(someNodes(1));
    cluster.run(cluster.register(jobOf({ reschedulePolicy: AT_ONCE }, { type: 'batch' })));
    end(cluster, 'failed', 0);
    cluster.run(cluster.register(aJob({ id: 'filler', groups: [groupOf({})] })));
    expect(cluster.run(look(cluster)).outcome.events[0]).toMatchObject({
      queuedAllocations: { g: 1 },
    });
  });
});
