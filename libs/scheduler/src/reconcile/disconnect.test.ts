import { describe, expect, test } from '@jest/globals';
import { subjects } from '@steppe/domain';
import { aTask, oneGroup } from '../testing/job-builder.ts';
import {
  AT_ONCE,
  followupsOf,
  look,
  LOST_AFTER_MS,
  replaced,
  running,
  strategy,
  told,
} from '../testing/out-of-touch.ts';

describe('unknown status and timeout evaluations', () => {
  test('what runs on a node that is out of touch becomes unknown and is replaced', () => {
    const { cluster, home } = running({ disconnect: strategy() });
    cluster.nodeIs(home, 'disconnected');
    const plan = look(cluster);
    expect(told(cluster, plan)).toEqual(['lose touch with j.g[0]', 'place j.g[0] (replaces)']);
    expect(followupsOf(plan)).toMatchObject([
      {
        triggeredBy: 'max-disconnect-timeout',
        waitUntilMs: cluster.nowMs + LOST_AFTER_MS,
        statusDescription: 'created for delayed disconnect timeout',
      },
    ]);
    const [original, replacement] = cluster.allocs('j');
    expect(original).toMatchObject({
      desiredStatus: 'run',
      clientStatus: 'unknown',
      clientDescription: 'alloc is unknown since its node is disconnected',
      followupEvalId: followupsOf(plan)[0]?.id,
      nextAllocId: replacement?.id,
    });
    expect(plan.outcome.events[0]).toMatchObject({
      desiredUpdates: { g: { disconnect: 1, rescheduleNow: 1, place: 1, stop: 0 } },
    });
  });

  test('one of an older version is lost after the time that its own version says', () => {
    const { cluster, home } = running({ disconnect: strategy() });
    cluster.register(oneGroup({ reschedulePolicy: AT_ONCE, tasks: [aTask({ user: 'x' })] }));
    cluster.nodeIs(home, 'disconnected');
    expect(followupsOf(look(cluster))).toMatchObject([
      { triggeredBy: 'max-disconnect-timeout', waitUntilMs: cluster.nowMs + LOST_AFTER_MS },
    ]);
  });

  test('nothing more is planned while the node stays away', () => {
    const { cluster } = replaced();
    const plan = look(cluster);
    expect(told(cluster, plan)).toEqual([]);
    expect(followupsOf(plan)).toEqual([]);
  });

  test('the replacement waits for the delay of the reschedule policy', () => {
    const { cluster, home } = running({
      disconnect: strategy(),
      reschedulePolicy: { ...AT_ONCE, delayMs: 30_000 },
    });
    cluster.nodeIs(home, 'disconnected');
    const plan = look(cluster);
    expect(told(cluster, plan)).toEqual(['lose touch with j.g[0]']);
    const [soon] = followupsOf(plan).filter(
      ({ triggeredBy }) => triggeredBy === 'alloc-reschedule',
    );
    expect(soon?.waitUntilMs).toBe(cluster.nowMs + 30_000);
    cluster.nowMs += 30_000;
    expect(told(cluster, cluster.run(soon?.id ?? ''))).toEqual(['place j.g[0] (replaces)']);
  });

  test('after lost_after the allocation is lost', () => {
    const { cluster, original, now } = replaced();
    cluster.nowMs += LOST_AFTER_MS;
    const plan = look(cluster, 'max-disconnect-timeout');
    expect(told(cluster, plan)).toEqual([
      'stop j.g[0]: alloc is lost since its node is down (lost)',
    ]);
    expect(now(original.id)?.clientStatus).toBe('lost');
  });

  test.each([
    { title: 'that has not begun is lost', status: 'pending' },
    { title: 'of a group without lost_after is lost', status: 'running', lostAfterMs: 0 },
  ] as const)('an allocation $title', ({ status, lostAfterMs = LOST_AFTER_MS }) => {
    const { cluster, home } = running({ disconnect: strategy({ lostAfterMs }) });
    cluster.report(cluster.alloc('j', 'j.g[0]'), status);
    cluster.nodeIs(home, 'disconnected');
    expect(told(cluster, look(cluster))).toEqual([
      'place j.g[0] (replaces)',
      'stop j.g[0]: alloc is lost since its node is down (lost)',
    ]);
  });

  test('one that ended before is left alone', () => {
    const { cluster, home } = running({ disconnect: strategy(), reschedulePolicy: undefined });
    cluster.report(cluster.alloc('j', 'j.g[0]'), 'failed');
    cluster.nodeIs(home, 'disconnected');
    expect(told(cluster, look(cluster))).toEqual([]);
  });

  test('max_client_disconnect, the older name of lost_after, does the same', () => {
    const { cluster, home } = running({ maxClientDisconnectMs: LOST_AFTER_MS });
    cluster.nodeIs(home, 'disconnected');
    expect(told(cluster, look(cluster))).toEqual([
      'lose touch with j.g[0]',
      'place j.g[0] (replaces)',
    ]);
  });

  test('a job that is stopped stops unknown allocations too', () => {
    const { cluster } = replaced();
    expect(told(cluster, cluster.run(cluster.deregister('j')))).toEqual([
      'stop j.g[0]: alloc not needed due to job update',
      'stop j.g[0]: alloc not needed due to job update',
    ]);
  });

  test('a replacement that fails is replaced in turn', () => {
    const { cluster, replacement } = replaced();
    cluster.report(replacement, 'failed');
    expect(told(cluster, look(cluster, 'alloc-failure'))).toEqual([
      'place j.g[0] (replaces)',
      'stop j.g[0]: alloc was rescheduled because it failed',
    ]);
  });
});

describe('without replacement', () => {
  test.each([
    { title: 'replace = false', group: { disconnect: strategy({ replace: false }) } },
    {
      title: 'prevent_reschedule_on_lost',
      group: { maxClientDisconnectMs: LOST_AFTER_MS, preventRescheduleOnLost: true },
    },
  ])('$title: unknown, and nothing takes its place, not even when it expires', ({ group }) => {
    const { cluster, home } = running(group);
    cluster.nodeIs(home, 'disconnected');
    expect(told(cluster, look(cluster))).toEqual(['lose touch with j.g[0]']);
    cluster.nowMs += LOST_AFTER_MS;
    expect(told(cluster, look(cluster, 'max-disconnect-timeout'))).toEqual([]);
  });

  test('on a node that is down for good too', () => {
    const { cluster, home } = running({ preventRescheduleOnLost: true });
    cluster.nodeDown(home);
    expect(told(cluster, look(cluster))).toEqual(['lose touch with j.g[0]']);
    expect(told(cluster, look(cluster))).toEqual([]);
    cluster.nodeIs(home, 'ready');
    cluster.report(cluster.alloc('j', 'j.g[0]'), 'running');
    expect(told(cluster, look(cluster, 'reconnect'))).toEqual(['take back j.g[0]']);
  });

  test('one that lost touch under a version that wanted it replaced, and was not yet', () => {
    const { cluster, home } = running({ disconnect: strategy() });
    cluster.nodeIs(home, 'disconnected');
    // A worker that was given up on placed nothing in its stead, and the next one sees a newer version.
    const [stored] = cluster
      .plan(cluster.evaluate('j', 'node-update'))
      .nodeCommits.filter(({ nodeId }) => nodeId === home);
    cluster.append(subjects.node(home), stored?.events ?? []);
    const disconnect = strategy({ replace: false });
    cluster.register(oneGroup({ disconnect, reschedulePolicy: AT_ONCE }));
    expect(told(cluster, look(cluster))).not.toContain('place j.g[0] (replaces)');
  });

  test('what an update replaced before its node heard of it is lost when it expires', () => {
    const disconnect = strategy({ replace: false });
    const { cluster, home } = running({ disconnect });
    cluster.nodeIs(home, 'disconnected');
    look(cluster);
    cluster.nowMs += LOST_AFTER_MS;
    cluster.nodeDown(home);
    const changed = { disconnect, reschedulePolicy: AT_ONCE, tasks: [aTask({ user: 'x' })] };
    const evalId = cluster.register(oneGroup(changed));
    const plan = cluster.plan(evalId);
    // The node came back meanwhile, so that what it was told does not reach it.
    cluster.nodeIs(home, 'ready');
    for (const { nodeId, events } of plan.nodeCommits) {
      if (nodeId !== home) cluster.append(subjects.node(nodeId), events);
    }
    expect(told(cluster, cluster.run(evalId))).toEqual([
      'stop j.g[0]: alloc is lost since its node is down (lost)',
    ]);
  });

  test.each([
    {
      title: 'a new version',
      change: { tasks: [aTask({ user: 'x' })] },
      stop: 'alloc is being updated due to job update',
    },
    { title: 'a count of 0', change: { count: 0 }, stop: 'alloc not needed due to job update' },
  ])('$title stops what a node took with it, which is lost at once', ({ change, stop }) => {
    const group = { disconnect: strategy({ replace: false }), reschedulePolicy: AT_ONCE };
    const { cluster, home } = running(group);
    cluster.nodeDown(home);
    look(cluster);
    const plan = cluster.run(cluster.register(oneGroup({ ...group, ...change })));
    expect(told(cluster, plan)).toContain(`stop j.g[0]: ${stop} (lost)`);
    expect(told(cluster, look(cluster))).toEqual([]);
  });
});
