import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AllocationRow, Job, Task } from '@steppe/domain';
import { openMemoryStore } from '@steppe/event-log';
import { Cluster } from './testing/cluster.ts';
import { aGroup, aJob, aTask } from './testing/jobs.ts';
import { eventTypes, taskMessages } from './testing/servers.ts';

let cluster: Cluster;
beforeEach(async () => {
  cluster = await Cluster.start(openMemoryStore());
});
afterEach(() => cluster.stop());

/** A process that notes in a file which all tasks share when it starts and how it goes on. */
function noting(name: string, script: string, more: Partial<Task> = {}): Task {
  const config = {
    command: '/bin/sh',
    args: ['-c', `note() { echo "${name} $1" >> "$NOMAD_ALLOC_DIR/data/notes"; }; ${script}`],
  };
  return aTask({ name, config, ...more });
}

const jobOf = (tasks: Task[], type: Job['type'] = 'batch'): Job =>
  aJob({ type, groups: [aGroup({ tasks })] });

async function notesOf(allocId: string): Promise<readonly string[]> {
  const file = join(cluster.dataDir, 'alloc', allocId, 'alloc', 'data', 'notes');
  return (await readFile(file, 'utf8')).trim().split('\n');
}

const untilNoted = (name: string, what: string): string =>
  `until grep -q "^${name} ${what}$" "$NOMAD_ALLOC_DIR/data/notes"; do sleep 0.02; done`;

const lifecycle = (hook: 'prestart' | 'poststart' | 'poststop', sidecar = false) => ({
  lifecycle: { hook, sidecar },
});

const lastOf = (row: AllocationRow, task: string): readonly string[] =>
  eventTypes(row, task).slice(-2);

describe('the tasks of a group', () => {
  test('start and end in the order of their hooks, and a sidecar outlives the main task alone', async () => {
    const allocId = await cluster.run(
      jobOf([
        noting('init', 'note done', lifecycle('prestart')),
        noting('proxy', 'note up; exec sleep 600', lifecycle('prestart', true)),
        noting('main', `${untilNoted('proxy', 'up')}; note up; ${untilNoted('after', 'up')}`),
        noting('after', `${untilNoted('main', 'up')}; note up`, lifecycle('poststart')),
        noting('cleanup', 'note done', lifecycle('poststop')),
      ]),
    );
    const row = await cluster.untilStatus(allocId, 'complete');
    const notes = await notesOf(allocId);
    expect(notes.toSorted()).toEqual([
      'after up',
      'cleanup done',
      'init done',
      'main up',
      'proxy up',
    ]);
    expect(notes.indexOf('init done')).toBeLessThan(notes.indexOf('main up'));
    expect(notes.at(-1)).toBe('cleanup done');
    expect(lastOf(row, 'proxy')).toEqual(['Terminated', 'Killed']);
    expect(lastOf(row, 'main').at(-1)).toBe('Terminated');
  });

  test('end with their leader', async () => {
    const allocId = await cluster.run(
      jobOf([
        noting('leads', untilNoted('follows', 'up'), { leader: true }),
        noting('follows', 'note up; exec sleep 600'),
        noting('cleanup', 'note done', lifecycle('poststop')),
      ]),
    );
    const row = await cluster.untilStatus(allocId, 'complete');
    expect(eventTypes(row, 'follows')).toContain('Leader Task Dead');
    expect(lastOf(row, 'follows')).toEqual(['Terminated', 'Killed']);
    expect((await notesOf(allocId)).at(-1)).toBe('cleanup done');
  });

  test('end with one of them that fails for good, also without a leader', async () => {
    const allocId = await cluster.run(
      jobOf([
        noting('fails', `${untilNoted('beside', 'up')}; exit 3`),
        noting('beside', 'note up; exec sleep 600'),
      ]),
    );
    await cluster.untilStatus(allocId, 'failed');
    const row = await cluster.untilAlloc(
      allocId,
      ({ taskStates }) => taskStates['beside']?.state === 'dead',
    );
    expect(lastOf(row, 'fails')).toEqual(['Terminated', 'Not Restarting']);
    expect(eventTypes(row, 'beside')).toContain('Sibling Task Failed');
    expect(lastOf(row, 'beside')).toEqual(['Terminated', 'Killed']);
  });
});

describe('a task that is stopped', () => {
  test('works on for its shutdown_delay, and then gets its kill_signal', async () => {
    const script = `trap 'note usr1; exit 0' USR1; note up; while :; do sleep 0.02; done`;
    const task = noting('main', script, { shutdownDelayMs: 500, killSignal: 'SIGUSR1' });
    const allocId = await cluster.run(jobOf([task], 'service'));
    await cluster.untilStatus(allocId, 'running');
    await cluster.stopAlloc(allocId);
    const row = await cluster.untilStatus(allocId, 'complete');
    expect(eventTypes(row, 'main').slice(-4)).toEqual([
      'Waiting for shutdown delay',
      'Killing',
      'Terminated',
      'Killed',
    ]);
    const times = (row.taskStates['main']?.events ?? []).slice(-4).map(({ atMs }) => atMs);
    expect((times[2] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(490);
    expect(await notesOf(allocId)).toEqual(['main up', 'main usr1']);
  });

  test('is killed after its kill_timeout when it does not listen', async () => {
    const script = `trap '' INT TERM; note up; while :; do sleep 0.02; done`;
    const allocId = await cluster.run(
      jobOf([noting('main', script, { killTimeoutMs: 300 })], 'service'),
    );
    await cluster.untilStatus(allocId, 'running');
    await cluster.stopAlloc(allocId);
    const row = await cluster.untilStatus(allocId, 'complete');
    expect(taskMessages(row, 'main').at(-2)).toBe('Exit Code: 137, Signal: 9');
  });
});

test('a task that fails too often waits for its interval to end, in the mode delay', async () => {
  const restartPolicy = { attempts: 1, intervalMs: 2_500, delayMs: 0, mode: 'delay' as const };
  const script = 'note up; [ "$(wc -l < "$NOMAD_ALLOC_DIR/data/notes")" = 3 ] && exit 0; exit 1';
  const allocId = await cluster.run(jobOf([noting('main', script, { restartPolicy })]));
  const row = await cluster.untilStatus(allocId, 'complete');
  expect(await notesOf(allocId)).toHaveLength(3);
  const starts = (row.taskStates['main']?.events ?? [])
    .filter(({ type }) => type === 'Started')
    .map(({ atMs }) => atMs);
  expect((starts[2] ?? 0) - (starts[0] ?? 0)).toBeGreaterThanOrEqual(2_400);
  expect((starts[1] ?? 0) - (starts[0] ?? 0)).toBeLessThan(2_000);
});
