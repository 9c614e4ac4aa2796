import { describe, expect, test } from '@jest/globals';
import { clusterOf } from '../testing/cluster.ts';
import { aTask, oneGroup } from '../testing/job-builder.ts';
import { someNodes } from '../testing/node-builder.ts';
import { AT_ONCE, look, replaced, strategy, told } from '../testing/out-of-touch.ts';

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
