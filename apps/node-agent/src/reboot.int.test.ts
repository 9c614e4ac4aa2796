import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Job } from '@steppe/domain';
import { openJetStreamStore } from '@steppe/event-log';
import { type NatsServer, startNatsServer } from '@steppe/event-log/testing';
import { agentCommand, agentEnv } from './testing/agent-process.ts';
import { aGroup, aJob, aTask } from './testing/jobs.ts';
import { eventTypes, Servers } from './testing/servers.ts';

/** Process 1 of namespaces of its own, with a boot ID of its own: as it ends, so do all processes and mounts. */
const BOOT = ['--mount', '--pid', '--fork', '--mount-proc', 'sh', '-c'];
const BOOT_SCRIPT = 'mount --bind "$0" /proc/sys/kernel/random/boot_id && exec "$@"';

/** Notes the boot in which it started, and whether its secrets are in memory, and goes on until it finds a file. */
const COUNTED = `
  cd "$NOMAD_ALLOC_DIR/data"
  echo "$(cat /proc/sys/kernel/random/boot_id) $(stat -f -c %T "$NOMAD_SECRETS_DIR")" >> starts
  until [ -e go ]; do sleep 0.02; done`;

describe('a machine that is started anew', () => {
  let nats: NatsServer;
  let servers: Servers;
  let dataDir = '';
  let machine: ChildProcess | undefined;

  beforeAll(async () => {
    nats = await startNatsServer();
    servers = await Servers.on(await openJetStreamStore({ servers: [nats.url] }));
    dataDir = await mkdtemp(join(tmpdir(), 'steppe-rebooted-'));
  });
  afterAll(async () => {
    if (machine !== undefined) await cutPower(machine);
    await servers.stop();
    await nats.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const boot = async (bootId: string): Promise<ChildProcess> => {
    const bootIdFile = join(dataDir, 'boot-id');
    await writeFile(bootIdFile, `${bootId}\n`);
    return spawn('unshare', [...BOOT, BOOT_SCRIPT, bootIdFile, ...agentCommand()], {
      env: agentEnv({ natsUrl: nats.url, dataDir, more: { RAW_EXEC: 'true' } }),
      // unshare(1) complains of the power cut.
      stdio: ['ignore', 'inherit', 'ignore'],
    });
  };

  test('starts its tasks anew, and those that have ended not again', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    machine = await boot(first);
    await servers.until(() => servers.projection.state.nodes.size > 0);
    [servers.nodeId = ''] = servers.projection.state.nodes.keys();
    const ended = await servers.run(batchOf('exit 0'));
    await servers.untilStatus(ended, 'complete');
    const allocId = await servers.run(batchOf(COUNTED));
    await servers.untilStatus(allocId, 'running');
    const dataPath = (file: string) => join(dataDir, 'alloc', allocId, 'alloc', 'data', file);

    await cutPower(machine);
    machine = await boot(second);

    const row = await servers.untilAlloc(
      allocId,
      (each) => eventTypes(each, 'main').filter((type) => type === 'Started').length === 2,
    );
    expect(eventTypes(row, 'main')).toEqual([
      'Received',
      'Task Setup',
      'Started',
      'Failed Restoring Task',
      'Started',
    ]);
    await writeFile(dataPath('go'), '');
    await servers.untilStatus(allocId, 'complete');
    expect(await readFile(dataPath('starts'), 'utf8')).toBe(`${first} tmpfs\n${second} tmpfs\n`);
    expect(eventTypes(await servers.untilStatus(ended, 'complete'), 'main')).toEqual([
      'Received',
      'Task Setup',
      'Started',
      'Terminated',
    ]);
  });
});

function batchOf(script: string): Job {
  const task = aTask({ config: { command: '/bin/sh', args: ['-c', script] } });
  return aJob({ id: randomUUID(), type: 'batch', groups: [aGroup({ tasks: [task] })] });
}

/** Ends all that runs there, at once, and waits until nothing is left of it. */
async function cutPower(machine: ChildProcess): Promise<void> {
  if (machine.exitCode !== null || machine.signalCode !== null) return;
  const off = once(machine, 'exit');
  const children = await readFile(`/proc/${machine.pid}/task/${machine.pid}/children`, 'utf8');
  process.kill(Number(children.trim()), 'SIGKILL');
  await off;
}
