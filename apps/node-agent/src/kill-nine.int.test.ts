import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unmountBelow } from '@steppe/alloc-runner';
import { openJetStreamStore } from '@steppe/event-log';
import { type NatsServer, startNatsServer } from '@steppe/event-log/testing';

import { aGroup, aJob, aTask } from './testing/jobs.ts';
import { eventTypes, Servers } from './testing/servers.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

/** Notes each of its starts, and goes on until it finds a file. */
const COUNTED = `cd "$NOMAD_ALLOC_DIR/data"; echo started >> starts; until [ -e go ]; do sleep 0.02; done; exit 0`;

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
  });
  afterAll(async () => {
    if (child !== undefined) await kill(child);
    await servers.stop();
    await nats.stop();
    await unmountBelow(dataDir);
    await rm(dataDir, { recursive: true, force: true });
  });

  const startAgent = (): ChildProcess =>
    spawn(process.execPath, ['--conditions=@steppe/source', MAIN], {
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        NATS_URL: nats.url,
        DATA_DIR: dataDir,
        RAW_EXEC: 'true',
        LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    });

  test('leaves its tasks running, and the next one adopts them', async () => {
    child = startAgent();
    await servers.until(() => servers.projection.state.nodes.size > 0);
    const [nodeId = ''] = servers.projection.state.nodes.keys();
    servers.nodeId = nodeId;
    const config = { command: '/bin/sh', args: ['-c', COUNTED] };
    const job = aJob({ type: 'batch', groups: [aGroup({ tasks: [aTask({ config })] })] });
    const allocId = await servers.run(job);
    await servers.untilStatus(allocId, 'running');

    await kill(child);
    child = startAgent();
    const data = join(dataDir, 'alloc', allocId, 'alloc', 'data');
    await writeFile(join(data, 'go'), '');
    const row = await servers.untilStatus(allocId, 'complete');
    expect(await readFile(join(data, 'starts'), 'utf8')).toBe('started\n');
    expect(eventTypes(row, 'main')).toEqual(['Received', 'Task Setup', 'Started', 'Terminated']);
    expect([...servers.projection.state.nodes.keys()]).toEqual([nodeId]);
  }, 60_000);
});

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
