import { afterEach, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unmountBelow } from '@steppe/alloc-runner';
import { openMemoryStore } from '@steppe/event-log';
import { DockerDriver, RawExecDriver, type TaskDriver } from '@steppe/task-drivers';
import { Cluster, rethrow } from './testing/cluster.ts';
import { aGroup, aJob, aTask } from './testing/jobs.ts';
import { eventTypes, taskMessages } from './testing/servers.ts';

const run = promisify(execFile);
const RESTARTS = { attempts: 5, intervalMs: 600_000, delayMs: 100, mode: 'fail' } as const;

/** What goes wrong on machines, and what people then see. */
describe('a node survives', () => {
  let cluster: Cluster;
  afterEach(() => cluster.stop());

  test('a container that was removed by hand: the task is started anew', async () => {
    cluster = await Cluster.start(openMemoryStore(), {
      drivers: () => [new DockerDriver({ onError: rethrow })],
    });
    const config = { image: 'hashicorp/http-echo', args: ['-text', 'x'] };
    const task = aTask({ driver: 'docker', config, restartPolicy: RESTARTS, killTimeoutMs: 100 });
    const allocId = await cluster.run(aJob({ groups: [aGroup({ tasks: [task] })] }));
    await cluster.untilStatus(allocId, 'running');
    await run('docker', ['rm', '--force', `main-${allocId}`]);
    const row = await cluster.untilAlloc(
      allocId,
      (each) => eventTypes(each, 'main').filter((type) => type === 'Started').length === 2,
    );
    const told = eventTypes(row, 'main').filter((type) => type !== 'Driver');
    expect(told.slice(-3)).toEqual(['Terminated', 'Restarting', 'Started']);
  });

  test('a disk that is full: the task says so, and is started once there is room', async () => {
    const allocDir = await mkdtemp(join(tmpdir(), 'steppe-full-'));
    await run('mount', ['-t', 'tmpfs', '-o', 'size=64k,nr_inodes=8', 'steppe-test', allocDir]);
    try {
      cluster = await Cluster.start(openMemoryStore(), { config: { allocDir } });
      const filler = join(allocDir, 'filler');
      await mkdir(filler);
      for (let i = 0; i < 4; i++) await writeFile(join(filler, String(i)), '');
      const allocId = await cluster.run(
        aJob({ groups: [aGroup({ tasks: [aTask({ restartPolicy: RESTARTS })] })] }),
      );
      const full = await cluster.untilAlloc(allocId, (row) =>
        eventTypes(row, 'main').includes('Setup Failure'),
      );
      expect(taskMessages(full, 'main').join('\n')).toContain('ENOSPC');
      await run('mount', ['-o', 'remount,size=10m,nr_inodes=1000', allocDir]);
      await cluster.untilStatus(allocId, 'running');
      await cluster.agent.close({ stopAllocs: true });
    } finally {
      await unmountBelow(allocDir);
      await rm(allocDir, { recursive: true });
    }
  });

  test('a driver that hangs: people are told, and the task can still be stopped once it answers', async () => {
    const answers = Promise.withResolvers<void>();
    cluster = await Cluster.start(openMemoryStore(), {
      config: { driverPatienceMs: 50 },
      drivers: () => [hanging(answers.promise)],
    });
    const allocId = await cluster.run(aJob());
    const row = await cluster.untilAlloc(allocId, (each) =>
      eventTypes(each, 'main').includes('Driver'),
    );
    expect(taskMessages(row, 'main').at(-1)).toBe('The driver has not started the task for 50ms');
    await cluster.stopAlloc(allocId);
    answers.resolve();
    const ended = await cluster.untilStatus(allocId, 'complete');
    expect(eventTypes(ended, 'main').at(-1)).toBe('Killed');
  });

  test('servers that fall silent: what is to end without them ends, and nothing else', async () => {
    cluster = await Cluster.start(openMemoryStore(), { config: { silenceMinMs: 1_000 } });
    const stays = await cluster.run(aJob({ id: 'stays' }));
    const group = aGroup({ stopAfterClientDisconnectMs: 1 });
    const stops = await cluster.run(aJob({ groups: [group] }));
    const stopped = await cluster.untilStatus(stops, 'complete');
    expect(eventTypes(stopped, 'main').slice(-3)).toEqual(['Killing', 'Terminated', 'Killed']);
    await cluster.untilStatus(stays, 'running');
  });
});

/** A driver that starts nothing before it is allowed to. */
function hanging(allowed: Promise<void>): TaskDriver {
  const driver = new RawExecDriver({ enabled: true, onError: rethrow });
  const start = driver.start.bind(driver);
  driver.start = async (...args) => {
    await allowed;
    return start(...args);
  };
  return driver;
}
