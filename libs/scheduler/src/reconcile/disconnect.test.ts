import { describe, expect, test } from '@jest/globals';
import type { DisconnectStrategy, EvaluationTrigger, TaskGroup } from '@steppe/domain';
import type { Plan } from '../plan/plan.ts';
import { clusterOf, type TestCluster } from '../testing/cluster.ts';
import { aTask, oneGroup } from '../testing/job-builder.ts';
import { someNodes } from '../testing/node-builder.ts';
import { summaryOf } from '../testing/summary.ts';

const LOST_AFTER_MS = 600_000;
const AT_ONCE = {
  attempts: 0,
  intervalMs: 0,
  delayMs: 0,
  delayFunction: 'constant',
  maxDelayMs: 0,
  unlimited: true,
} as const;

const strategy = (changes: Partial<DisconnectStrategy> = {}): DisconnectStrategy => ({
  lostAfterMs: LOST_AFTER_MS,
  replace: true,
  reconcile: 'best_score',
  ...changes,
});

/** `j.g[0]` runs on one of three nodes, which its tests call `home`. */
function running(group: Partial<TaskGroup>): { cluster: TestCluster; home: string } {
  const cluster = clusterOf(someNodes(3));
  cluster.run(cluster.register(oneGroup({ reschedulePolicy: AT_ONCE, ...group })));
  cluster.allRunning('j');
  return { cluster, home: cluster.alloc('j', 'j.g[0]').nodeId };
}

function look(cluster: TestCluster, trigger: EvaluationTrigger = 'node-update'): Plan {
  return cluster.run(cluster.evaluate('j', trigger));
}

/** What a plan does, without the nodes, which chance decides. */
function told(cluster: TestCluster, plan: Plan): string[] {
  return summaryOf(plan, cluster.state).map((line) => line.replace(/ on n\d+/, ''));
}

function followupsOf({ outcome }: Plan) {
  return outcome.events.flatMap((event) =>
    event.type === 'EvaluationCreated' ? [event.evaluation] : [],
  );
}

/** The node is out of touch, and what ran there runs a second time elsewhere. */
function replaced(disconnect: Partial<DisconnectStrategy> = {}) {
  const { cluster, home } = running({ disconnect: strategy(disconnect) });
  const original = cluster.alloc('j', 'j.g[0]');
  cluster.nodeIs(home, 'disconnected');
  look(cluster);
  const replacement = cluster.allocs('j').find(({ id }) => id !== original.id);
  if (!replacement) throw new Error('nothing was placed');
  cluster.report(replacement, 'running');
  const now = (id: string) => cluster.allocs('j').find((alloc) => alloc.id === id);
  return { cluster, home, original, replacement, now };
}

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
});

describe('table of disconnect/reconnect outcomes', () => {
  const KEPT_ORIGINAL = [
    'stop j.g[0]: alloc not needed due to disconnected client reconnect',
    'take back j.g[0]',
  ];
  const KEPT_REPLACEMENT = ['stop j.g[0]: alloc not needed due to job update'];

  test.each([
    { reconcile: 'keep_original', expected: KEPT_ORIGINAL },
    { reconcile: 'keep_replacement', expected: KEPT_REPLACEMENT },
  ])('keep_original, keep_replacement: $reconcile', ({ reconcile, expected }) => {
    const { cluster, home, original } = replaced({ reconcile });
    cluster.nodeIs(home, 'ready');
    cluster.report(original, 'running');
    expect(told(cluster, look(cluster, 'reconnect'))).toEqual(expected);
    expect(told(cluster, look(cluster))).toEqual([]);
  });

  test.each([
    { title: 'the original', original: 1_000, replacement: 2_000, expected: KEPT_ORIGINAL },
    { title: 'the replacement', original: 3_000, replacement: 2_000, expected: KEPT_REPLACEMENT },
  ])('longest running wins: $title', ({ original, replacement, expected }) => {
    const run = replaced({ reconcile: 'longest_running' });
    run.cluster.nodeIs(run.home, 'ready');
    run.cluster.report(run.original, 'running', undefined, original);
    run.cluster.report(run.replacement, 'running', undefined, replacement);
    expect(told(run.cluster, look(run.cluster, 'reconnect'))).toEqual(expected);
  });

  test.each([
    { title: 'of equal ones the original stays', filler: 0, expected: KEPT_ORIGINAL },
    { title: 'a fuller node scores better', filler: 2_000, expected: KEPT_REPLACEMENT },
  ])('best score wins: $title', ({ filler, expected }) => {
    const { resources } = aTask();
    const cluster = clusterOf(someNodes(2));
    const group = { disconnect: strategy(), reschedulePolicy: AT_ONCE };
    cluster.run(cluster.register(oneGroup(group)));
    cluster.allRunning('j');
    const original = cluster.alloc('j', 'j.g[0]');
    cluster.nodeIs(original.nodeId, 'disconnected');
    if (filler > 0) {
      const task = aTask({ resources: { ...resources, cpuMhz: filler } });
      cluster.run(cluster.register(oneGroup({ tasks: [task] }, { id: 'filler' })));
    }
    look(cluster);
    cluster.allRunning('j');
    cluster.nodeIs(original.nodeId, 'ready');
    cluster.report(original, 'running');
    expect(told(cluster, look(cluster, 'reconnect'))).toEqual(expected);
  });

  test('newer version wins', () => {
    const { cluster, home, original } = replaced({ reconcile: 'keep_original' });
    const changed = {
      disconnect: strategy({ reconcile: 'keep_original' }),
      tasks: [aTask({ user: 'x' })],
    };
    cluster.run(cluster.register(oneGroup({ reschedulePolicy: AT_ONCE, ...changed })));
    cluster.nodeIs(home, 'ready');
    cluster.report(original, 'running');
    expect(told(cluster, look(cluster, 'reconnect'))).toEqual(KEPT_REPLACEMENT);
  });

  test('one that failed meanwhile is stopped, and its replacement stays', () => {
    const { cluster, home, original } = replaced({ reconcile: 'keep_original' });
    cluster.nodeIs(home, 'ready');
    cluster.report(original, 'failed');
    expect(told(cluster, look(cluster, 'reconnect'))).toEqual([
      'stop j.g[0]: alloc was rescheduled because it failed',
    ]);
  });

  test('update after reconnect: a new version replaces what was taken back', () => {
    const { cluster, home, original } = replaced({ reconcile: 'keep_original' });
    cluster.nodeIs(home, 'ready');
    cluster.report(original, 'running');
    look(cluster, 'reconnect');
    const changed = oneGroup({ disconnect: strategy(), tasks: [aTask({ user: 'x' })] });
    expect(told(cluster, cluster.run(cluster.register(changed)))).toEqual([
      'place j.g[0] (replaces)',
      'stop j.g[0]: alloc is being updated due to job update',
    ]);
  });

  test('one that is taken back may be lost again', () => {
    const { cluster, home, original, now } = replaced({ reconcile: 'keep_original' });
    cluster.nodeIs(home, 'ready');
    cluster.report(original, 'running');
    look(cluster, 'reconnect');
    expect(now(original.id)?.disconnections).toEqual([
      { sinceMs: expect.any(Number), untilMs: expect.any(Number) },
    ]);
    cluster.nodeIs(home, 'disconnected');
    expect(told(cluster, look(cluster))).toContain('lose touch with j.g[0]');
  });
});
