import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { performance } from 'node:perf_hooks';
import type { AllocationRow, Job } from '@steppe/domain';
import { openMemoryStore } from '@steppe/event-log';
import { Cluster } from './testing/cluster.ts';
import { aGroup, aJob, aTask } from './testing/jobs.ts';
import { eventTypes } from './testing/servers.ts';

const HOUR_MS = 3_600_000;

let cluster: Cluster;
let jumpMs: number;

beforeEach(async () => {
  jumpMs = 0;
  cluster = await Cluster.start(openMemoryStore(), { clock: () => Date.now() + jumpMs });
});
afterEach(() => cluster.stop());

const shellJob = (script: string, more: object = {}): Job => {
  const config = { command: '/bin/sh', args: ['-c', script] };
  return aJob({ type: 'batch', groups: [aGroup({ tasks: [aTask({ config, ...more })] })] });
};

const timesIn = (row: AllocationRow): readonly number[] =>
  (row.taskStates['main']?.events ?? []).map(({ atMs }) => atMs);

/** Has a running task take notice of the clock as it is now. */
function signal(allocId: string): Promise<unknown> {
  const subject = `agent.${cluster.nodeId}.alloc-signal`;
  const request = { allocId, task: 'main', signal: 'SIGCONT' };
  return cluster.store.live.request(subject, request, { timeoutMs: 5_000 });
}

describe.each([
  { way: 'back', byMs: -HOUR_MS },
  { way: 'forward', byMs: HOUR_MS },
])('a clock that jumps $way', ({ byMs }) => {
  test('leaves what happens told at once, and in order', async () => {
    const allocId = await cluster.run(aJob());
    await cluster.untilStatus(allocId, 'running');
    jumpMs = byMs;
    await cluster.stopAlloc(allocId);
    const row = await cluster.untilStatus(allocId, 'complete');
    expect(eventTypes(row, 'main')).toEqual([
      'Received',
      'Task Setup',
      'Started',
      'Killing',
      'Terminated',
      'Killed',
    ]);
    expect(timesIn(row)).toEqual(timesIn(row).toSorted((a, b) => a - b));
  });

  test('starts a failed task anew after its delay, not sooner or later', async () => {
    const restartPolicy = { attempts: 1, intervalMs: HOUR_MS, delayMs: 2_000, mode: 'fail' };
    const script = '[ -e local/again ] && exec sleep 600; touch local/again; exit 1';
    const allocId = await cluster.run(shellJob(script, { restartPolicy }));
    const failed = await cluster.untilAlloc(allocId, (row) =>
      eventTypes(row, 'main').includes('Restarting'),
    );
    const toldAfterMs = Date.now() - (timesIn(failed).at(-1) ?? 0);
    const seenAtMs = performance.now();
    jumpMs = byMs;
    await cluster.untilAlloc(
      allocId,
      (row) => eventTypes(row, 'main').filter((type) => type === 'Started').length === 2,
    );
    expect(performance.now() - seenAtMs + toldAfterMs).toBeGreaterThanOrEqual(2_000);
  });

  test('ends no task before its max_run_duration', async () => {
    const job = shellJob('exec sleep 600');
    const groups = job.groups.map((group) => ({ ...group, maxRunDurationMs: HOUR_MS / 2 }));
    const allocId = await cluster.run({ ...job, groups });
    await cluster.untilStatus(allocId, 'running');
    jumpMs = byMs;
    await signal(allocId);
    const row = await cluster.untilAlloc(allocId, (each) =>
      eventTypes(each, 'main').includes('Signaling'),
    );
    expect(row.clientStatus).toBe('running');
    expect(eventTypes(row, 'main').at(-1)).toBe('Signaling');
  });

  test('decides on the health of a deployment when it is due', async () => {
    const group = aGroup({
      update: {
        staggerMs: 30_000,
        maxParallel: 1,
        canary: 0,
        healthCheck: 'task_states',
        minHealthyTimeMs: 1_500,
        healthyDeadlineMs: 600_000,
        progressDeadlineMs: 1_200_000,
        autoRevert: false,
        autoPromote: false,
      },
    });
    const allocId = await cluster.run(aJob({ groups: [group] }), { deploymentId: 'd1' });
    await cluster.untilStatus(allocId, 'running');
    jumpMs = byMs;
    await signal(allocId);
    const row = await cluster.untilAlloc(allocId, ({ health }) => health?.healthy !== undefined);
    expect(row.health?.healthy).toBe(true);
  });
});
