import { afterEach, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Job } from '@steppe/domain';
import { unmountBelow } from '@steppe/alloc-runner';
import { openMemoryStore } from '@steppe/event-log';
import { DockerDriver } from '@steppe/task-drivers';
import { Cluster } from './testing/cluster.ts';
import { FaultyLog } from './testing/faulty-log.ts';
import { aGroup, aJob, aTask } from './testing/jobs.ts';
import { OwnDockerd } from './testing/own-dockerd.ts';
import { eventTypes, taskMessages } from './testing/servers.ts';

const run = promisify(execFile);
const HOUR_MS = 3_600_000;
const RESTARTS = { attempts: 50, intervalMs: 600_000, delayMs: 200, mode: 'fail' } as const;

/** Notes each of its starts, and goes on until it finds a file. */
const COUNTED = `cd "$NOMAD_ALLOC_DIR/data"; echo started >> starts; until [ -e go ]; do sleep 0.02; done; exit 4`;

const countedJob = (id: string): Job => {
  const config = { command: '/bin/sh', args: ['-c', COUNTED] };
  return aJob({ id, type: 'batch', groups: [aGroup({ tasks: [aTask({ config })] })] });
};

/** What goes wrong around an agent for a long time. */
describe('a node goes on', () => {
  let cluster: Cluster;
  afterEach(() => cluster.stop());

  const data = (allocId: string, file: string): string =>
    join(cluster.dataDir, 'alloc', allocId, 'alloc', 'data', file);

  test('while the log is away for an hour: what happens meanwhile is told later, in order', async () => {
    let jumpMs = 0;
    const store = openMemoryStore();
    const log = new FaultyLog(store.log);
    cluster = await Cluster.start({ ...store, log }, { clock: () => Date.now() + jumpMs });
    const [stays, ends] = [
      await cluster.run(countedJob('stays')),
      await cluster.run(countedJob('ends')),
    ];
    for (const allocId of [stays, ends]) await cluster.untilStatus(allocId, 'running');
    log.isAway = true;
    const leftAtMs = Date.now();
    jumpMs = HOUR_MS / 2;
    await writeFile(data(ends, 'go'), '');
    await log.untilRefused(1);
    jumpMs = HOUR_MS;
    await log.untilRefused(1);
    log.isAway = false;

    const row = await cluster.untilStatus(ends, 'failed');
    const events = row.taskStates['main']?.events ?? [];
    expect(events.map(({ type }) => type)).toEqual([
      'Received',
      'Task Setup',
      'Started',
      'Terminated',
      'Not Restarting',
    ]);
    const times = events.map(({ atMs }) => atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeGreaterThanOrEqual(leftAtMs + HOUR_MS / 2);
    expect(await readFile(data(stays, 'starts'), 'utf8')).toBe('started\n');
    await writeFile(data(stays, 'go'), '');
    await cluster.untilStatus(stays, 'failed');
  });

  test.each([
    { title: 'forward', jumps: HOUR_MS },
    { title: 'back', jumps: -HOUR_MS },
  ])(
    'when the clock jumps $title by an hour: nothing stops, and nothing starts twice',
    async ({ jumps }) => {
      let jumpMs = 0;
      cluster = await Cluster.start(openMemoryStore(), { clock: () => Date.now() + jumpMs });
      const allocId = await cluster.run(countedJob('web'));
      await cluster.untilStatus(allocId, 'running');
      jumpMs = jumps;
      const next = await cluster.run(countedJob('next'));
      await cluster.untilStatus(next, 'running');
      for (const id of [allocId, next]) await writeFile(data(id, 'go'), '');
      for (const id of [allocId, next]) {
        const row = await cluster.untilStatus(id, 'failed');
        expect(eventTypes(row, 'main')).toEqual([
          'Received',
          'Task Setup',
          'Started',
          'Terminated',
          'Not Restarting',
        ]);
        expect(await readFile(data(id, 'starts'), 'utf8')).toBe('started\n');
      }
    },
  );

  test('with a data_dir that is full: the task says so, starts once there is room, and outlives the agent', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'steppe-full-'));
    await run('mount', ['-t', 'tmpfs', '-o', 'size=10m,nr_inodes=200', 'steppe-test', dataDir]);
    try {
      cluster = await Cluster.start(openMemoryStore(), { dataDir });
      await run('mount', ['-o', 'remount,nr_inodes=12', dataDir]);
      await fill(dataDir);
      const task = aTask({ restartPolicy: RESTARTS });
      const allocId = await cluster.run(aJob({ groups: [aGroup({ tasks: [task] })] }));
      const full = await cluster.untilAlloc(allocId, (row) =>
        eventTypes(row, 'main').includes('Setup Failure'),
      );
      expect(taskMessages(full, 'main').join('\n')).toContain('ENOSPC');
      await run('mount', ['-o', 'remount,nr_inodes=2000', dataDir]);
      await cluster.untilStatus(allocId, 'running');
      await cluster.agent.close();
      await cluster.restartAgent();
      await cluster.stopAlloc(allocId);
      const row = await cluster.untilStatus(allocId, 'complete');
      expect(eventTypes(row, 'main').filter((type) => type === 'Started')).toHaveLength(1);
      await cluster.agent.close({ stopAllocs: true });
    } finally {
      await unmountBelow(dataDir);
      await rm(dataDir, { recursive: true, force: true });
    }
  });

  test('when Docker is restarted: a task that ended with it is started anew', async () => {
    const dockerd = await OwnDockerd.start();
    try {
      const image = await dockerd.load('hashicorp/http-echo');
      cluster = await Cluster.start(openMemoryStore(), {
        drivers: () => [new DockerDriver({ endpoint: dockerd.endpoint, onError: () => undefined })],
      });
      const config = { image, args: ['-text', 'x'], network_mode: 'host', force_pull: false };
      const task = aTask({ driver: 'docker', config, restartPolicy: RESTARTS, killTimeoutMs: 100 });
      const allocId = await cluster.run(aJob({ groups: [aGroup({ tasks: [task] })] }));
      await cluster.untilStatus(allocId, 'running');
      await dockerd.restart();
      const row = await cluster.untilAlloc(allocId, (each) => {
        const types = eventTypes(each, 'main');
        return types.includes('Restarting') && types.at(-1) === 'Started';
      });
      expect(row).toMatchObject({ clientStatus: 'running' });
      expect(row.taskStates['main']?.failed).toBe(false);
      await cluster.agent.close({ stopAllocs: true });
    } finally {
      await dockerd.stop();
    }
  }, 120_000);
});

/** Takes every inode that is left. */
async function fill(dir: string): Promise<void> {
  for (let i = 0; ; i++) {
    try {
      await writeFile(join(dir, `filler-${i}`), '');
    } catch {
      return;
    }
  }
}
