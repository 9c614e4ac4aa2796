import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Task } from '@steppe/domain';
import { openMemoryStore } from '@steppe/event-log';
import { DockerDriver, ExecDriver } from '@steppe/task-drivers';
import { type BusyboxImage, importBusybox } from '@steppe/task-drivers/testing';
import { Cluster, rawExec, rethrow } from './testing/cluster.ts';
import { aGroup, aJob, aTask } from './testing/jobs.ts';
import { taskMessages } from './testing/servers.ts';

let image: BusyboxImage;
let volume = '';
let cluster: Cluster;

beforeAll(async () => {
  image = await importBusybox('1');
});
afterAll(() => image.remove());
beforeEach(async () => {
  volume = await mkdtemp(join(tmpdir(), 'steppe-volume-'));
  await chmod(volume, 0o777);
  await writeFile(join(volume, 'kept'), 'from before\n');
  const hostVolumes = {
    disk: { path: volume, readOnly: false },
    archive: { path: volume, readOnly: true },
  };
  cluster = await Cluster.start(openMemoryStore(), {
    config: { hostVolumes },
    drivers: () => [
      rawExec(),
      new ExecDriver({ onError: rethrow }),
      new DockerDriver({ onError: rethrow }),
    ],
  });
});
afterEach(async () => {
  await cluster.stop();
  await rm(volume, { recursive: true });
});

const SCRIPT = 'cat /srv/kept; echo new > /srv/new || echo refused';

function taskOf(driver: string): Partial<Task> {
  const config = { command: '/bin/sh', args: ['-c', SCRIPT] };
  return { driver, config: driver === 'docker' ? { ...config, image: image.name } : config };
}

interface Asked {
  readonly driver: string;
  readonly source?: string;
  readonly isReadOnly?: boolean;
}

async function run({ driver, source = 'disk', isReadOnly = false }: Asked): Promise<string> {
  const extra = { VolumeMounts: [{ Volume: 'data', Destination: '/srv', ReadOnly: isReadOnly }] };
  const data = { name: 'data', type: 'host', source, readOnly: false, extra: {} };
  const group = aGroup({ volumes: { data }, tasks: [aTask({ ...taskOf(driver), extra })] });
  return cluster.run(aJob({ type: 'batch', groups: [group] }));
}

const said = (allocId: string): Promise<string> => {
  const logs = join(cluster.dataDir, 'alloc', allocId, 'alloc', 'logs');
  return readFile(join(logs, 'main.stdout.0'), 'utf8');
};

describe.each(['exec', 'docker'])('a host volume of a task of %s', (driver) => {
  test('holds what was there, and keeps what the task writes', async () => {
    const allocId = await run({ driver });
    await cluster.untilStatus(allocId, 'complete');
    expect(await said(allocId)).toBe('from before\n');
    expect(await readFile(join(volume, 'new'), 'utf8')).toBe('new\n');
  });

  test.each<Omit<Asked, 'driver'>>([{ isReadOnly: true }, { source: 'archive' }])(
    'can only be read, asked for with %j',
    async (asked) => {
      const allocId = await run({ driver, ...asked });
      await cluster.untilStatus(allocId, 'complete');
      expect(await said(allocId)).toBe('from before\nrefused\n');
      await expect(readFile(join(volume, 'new'))).rejects.toThrow('ENOENT');
    },
  );
});

test.each<Asked & { readonly says: string }>([
  { driver: 'raw_exec', says: 'the driver mounts no volumes' },
  { driver: 'exec', source: 'none', says: 'the node has no host volume "none"' },
])('a volume that can not be mounted fails the task: $says', async ({ says, ...asked }) => {
  const row = await cluster.untilStatus(await run(asked), 'failed');
  expect(taskMessages(row, 'main').join()).toContain(says);
});
