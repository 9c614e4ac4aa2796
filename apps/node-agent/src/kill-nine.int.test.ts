import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { unmountBelow } from '@steppe/alloc-runner';
import type { Job, Task } from '@steppe/domain';
import { openJetStreamStore } from '@steppe/event-log';
import { type NatsServer, startNatsServer } from '@steppe/event-log/testing';
import { killProcess, spawnAgent } from './testing/agent-process.ts';
import { aGroup, aJob, aTask } from './testing/jobs.ts';
import { eventTypes, Servers } from './testing/servers.ts';

/** Notes each of its starts, and goes on until it finds a file. */
const COUNTED = `cd "$NOMAD_ALLOC_DIR/data"; echo $$ >> starts; until [ -e go ]; do sleep 0.02; done; exit 0`;

/** A node agent as a process of its own, over a real nats-server. */
describe('a node agent that is killed', () => {
  let nats: NatsServer;
  let servers: Servers;
  let dataDir = '';
  let child: ChildProcess | undefined;

  beforeAll(async () => {
    nats = await startNatsServer();
    servers = await Servers.on(await openJetStreamStore({ servers: [nats.url] }));
    dataDir = await mkdtemp(join(tmpdir(), 'steppe-killed-'));
    child = startAgent();
    await servers.until(() => servers.projection.state.nodes.size > 0);
    [servers.nodeId = ''] = servers.projection.state.nodes.keys();
  });
  afterAll(async () => {
    await killAgent();
    await servers.stop();
    await nats.stop();
    await unmountBelow(dataDir);
    await rm(dataDir, { recursive: true, force: true });
  });

  const startAgent = (): ChildProcess =>
    spawnAgent({ natsUrl: nats.url, dataDir, more: { RAW_EXEC: 'true' } });

  const dataPath = (allocId: string, file: string): string =>
    join(dataDir, 'alloc', allocId, 'alloc', 'data', file);

  const killAgent = async (): Promise<void> => {
    if (child !== undefined) await killProcess(child);
  };

  /** What each run of the task has noted: its pid. */
  const runsOf = async (allocId: string): Promise<readonly string[]> => {
    const lines = await readFile(dataPath(allocId, 'starts'), 'utf8').catch(() => '');
    return lines.split('\n').filter((line) => line !== '');
  };

  test('leaves its tasks running, and the next one adopts them', async () => {
    const allocId = await servers.run(countedJob());
    await servers.untilStatus(allocId, 'running');
    await killAgent();
    child = startAgent();
    await writeFile(dataPath(allocId, 'go'), '');
    const row = await servers.untilStatus(allocId, 'complete');
    expect(await runsOf(allocId)).toHaveLength(1);
    expect(eventTypes(row, 'main')).toEqual(['Received', 'Task Setup', 'Started', 'Terminated']);
    expect([...servers.projection.state.nodes.keys()]).toEqual([servers.nodeId]);
  });

  test('before its tasks start: each is made ready anew, and starts once', async () => {
    const asked = Promise.withResolvers<void>();
    let isOpen = false;
    const source = createServer((_, response) => {
      asked.resolve();
      if (isOpen) response.end('artifact\n');
    });
    source.listen(0, '127.0.0.1');
    await once(source, 'listening');
    const address = source.address();
    const port = typeof address === 'object' ? address?.port : '';
    const Artifacts = [{ GetterSource: `http://127.0.0.1:${port}/file` }];
    const allocId = await servers.run(countedJob({ extra: { Artifacts } }));
    await asked.promise;
    await killAgent();
    isOpen = true;
    child = startAgent();
    await servers.untilStatus(allocId, 'running');
    await writeFile(dataPath(allocId, 'go'), '');
    const row = await servers.untilStatus(allocId, 'complete');
    expect(await runsOf(allocId)).toHaveLength(1);
    expect(eventTypes(row, 'main').filter((type) => type === 'Started')).toHaveLength(1);
    source.close();
    source.closeAllConnections();
  });

  test('while tasks are being started: none runs twice, and no status is lost', async () => {
    const allocIds = await Promise.all(Array.from({ length: 8 }, () => servers.run(countedJob())));
    await untilItself('a task has started', async () => {
      const runs = await Promise.all(allocIds.map(runsOf));
      return runs.some(({ length }) => length > 0);
    });
    await killAgent();
    child = startAgent();
    for (const allocId of allocIds) {
      await servers.untilStatus(allocId, 'running');
      await writeFile(dataPath(allocId, 'go'), '');
    }
    for (const allocId of allocIds) {
      const row = await servers.untilStatus(allocId, 'complete');
      expect(await runsOf(allocId)).toHaveLength(1);
      expect(eventTypes(row, 'main')).toEqual(['Received', 'Task Setup', 'Started', 'Terminated']);
    }
  });

  test('while tasks are being started that are then stopped: nothing of them is left', async () => {
    const allocIds = await Promise.all(Array.from({ length: 8 }, () => servers.run(countedJob())));
    await untilItself('a task has started', async () => {
      const runs = await Promise.all(allocIds.map(runsOf));
      return runs.some(({ length }) => length > 0);
    });
    await killAgent();
    for (const allocId of allocIds) await servers.stopAlloc(allocId);
    child = startAgent();
    for (const allocId of allocIds) {
      await servers.untilStatus(allocId, 'complete');
      const pids = await runsOf(allocId);
      expect(pids.length).toBeLessThanOrEqual(1);
      for (const pid of pids) expect(existsSync(`/proc/${pid}`)).toBe(false);
    }
  }, 120_000);

  test('while a task is being stopped: it is stopped by the next one, and its end is told', async () => {
    const args = [
      '-c',
      `trap 'while ! [ -e "$NOMAD_ALLOC_DIR/data/go" ]; do sleep 0.02; done; exit 3' INT; ${COUNTED}`,
    ];
    const allocId = await servers.run(countedJob({ config: { command: '/bin/sh', args } }));
    await untilItself('the task runs', async () => (await runsOf(allocId)).length > 0);
    await servers.untilStatus(allocId, 'running');
    await servers.stopAlloc(allocId);
    await servers.untilAlloc(allocId, (row) => eventTypes(row, 'main').includes('Killing'));
    await killAgent();
    await writeFile(dataPath(allocId, 'go'), '');
    child = startAgent();
    const row = await servers.untilStatus(allocId, 'complete');
    expect(await runsOf(allocId)).toHaveLength(1);
    expect(eventTypes(row, 'main').slice(2)).toEqual([
      'Started',
      'Killing',
      'Terminated',
      'Killed',
    ]);
    expect(
      row.taskStates['main']?.events.find(({ type }) => type === 'Terminated')?.displayMessage,
    ).toBe('Exit Code: 3');
  });
});

function countedJob(changes: Partial<Task> = {}): Job {
  const config = { command: '/bin/sh', args: ['-c', COUNTED] };
  const task = aTask({ config, killTimeoutMs: 30_000, ...changes });
  return aJob({ id: randomUUID(), type: 'batch', groups: [aGroup({ tasks: [task] })] });
}

/** Waits for what happens outside of the log. */
async function untilItself(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`in vain: ${what}`);
    await setImmediate();
  }
}
