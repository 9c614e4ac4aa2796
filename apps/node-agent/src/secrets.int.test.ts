import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { chmod, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Task } from '@steppe/domain';
import { openMemoryStore } from '@steppe/event-log';
import { createLogger } from '@steppe/nest-kit';
import { DockerDriver, ExecDriver, findUser } from '@steppe/task-drivers';
import { type BusyboxImage, importBusybox } from '@steppe/task-drivers/testing';
import { Cluster, rawExec, rethrow } from './testing/cluster.ts';
import { aGroup, aJob, aTask } from './testing/jobs.ts';

const run = promisify(execFile);
let image: BusyboxImage;
let cluster: Cluster;

beforeAll(async () => {
  image = await importBusybox('1');
});
afterAll(() => image.remove());
afterEach(() => cluster.stop());

const SCRIPT = `
  cat "$NOMAD_SECRETS_DIR/key" > "$NOMAD_ALLOC_DIR/data/read"
  echo mine > "$NOMAD_SECRETS_DIR/own" && cat "$NOMAD_SECRETS_DIR/own" >> "$NOMAD_ALLOC_DIR/data/read"
  exec sleep 600
`;

interface Row {
  readonly title: string;
  readonly task: () => Partial<Task>;
  /** Whose the directory is; undefined: whoever comes to it, which only a container does. */
  readonly user: string | undefined;
}

test.each<Row>([
  {
    title: 'raw_exec',
    task: () => ({ driver: 'raw_exec', config: { command: '/bin/sh', args: ['-c', SCRIPT] } }),
    user: 'root',
  },
  {
    title: 'raw_exec with a user',
    task: () => ({
      driver: 'raw_exec',
      user: 'nobody',
      config: { command: '/bin/sh', args: ['-c', SCRIPT] },
    }),
    user: 'nobody',
  },
  {
    title: 'exec',
    task: () => ({ driver: 'exec', config: { command: '/bin/sh', args: ['-c', SCRIPT] } }),
    user: 'nobody',
  },
  {
    title: 'docker with a user of its own',
    task: () => ({
      driver: 'docker',
      user: '4242',
      config: { image: image.name, command: 'sh', args: ['-c', SCRIPT] },
    }),
    user: undefined,
  },
])(
  "a task's secrets are read and written by it, and by nobody else ($title)",
  async ({ task, user }) => {
    cluster = await Cluster.start(openMemoryStore(), {
      drivers: () => [
        rawExec(),
        new ExecDriver({ onError: rethrow }),
        new DockerDriver({ onError: rethrow }),
      ],
    });
    // As a node's own is, unlike temporary directories.
    await chmod(cluster.dataDir, 0o711);
    const Templates = [{ EmbeddedTmpl: 'sesame\n', DestPath: 'secrets/key' }];
    const group = aGroup({
      tasks: [aTask({ killTimeoutMs: 100, ...task(), extra: { Templates } })],
    });
    const allocId = await cluster.run(aJob({ groups: [group] }));
    await cluster.untilStatus(allocId, 'running');
    const dir = join(cluster.dataDir, 'alloc', allocId);
    await untilText(join(dir, 'alloc', 'data', 'read'), 'sesame\nmine\n');

    const { mode, uid } = await stat(join(dir, 'main', 'secrets'));
    const owner = user === undefined ? undefined : await findUser(user);
    expect([mode & 0o777, uid]).toEqual(owner === undefined ? [0o777, 0] : [0o700, owner.uid]);
    const asAnother = ['--reuid=1', '--regid=1', '--clear-groups', 'cat'];
    const read = run('setpriv', [...asAnother, join(dir, 'main', 'secrets', 'key')]);
    await expect(read).rejects.toMatchObject({
      stderr: expect.stringContaining('Permission denied'),
    });
  },
);

test('the log of the agent tells no secret, whatever goes wrong', async () => {
  const lines: string[] = [];
  const stream = { write: (line: string) => void lines.push(line) };
  cluster = await Cluster.start(openMemoryStore(), {
    logger: createLogger({ name: 'node-agent', level: 'TRACE', stream }),
    drivers: () => [rawExec(), new DockerDriver({ onError: rethrow })],
  });
  const SECRET = 's3same';
  const Templates = [
    { EmbeddedTmpl: `KEY=${SECRET}`, DestPath: 'secrets/env', Envvars: true },
    { EmbeddedTmpl: `{{ "${SECRET}" | parseInt }}`, DestPath: 'secrets/number' },
  ];
  const auth = [{ username: 'me', password: SECRET }];
  const tasks: readonly Partial<Task>[] = [
    { env: { KEY: SECRET }, config: { command: '/nowhere', args: [SECRET] } },
    { env: { KEY: SECRET }, config: { command: '/bin/sh', args: ['-c', `exit 3; ${SECRET}`] } },
    { extra: { Templates: Templates.slice(0, 1) }, config: { command: '/nowhere' } },
    { extra: { Templates } },
    { extra: { Artifacts: [{ GetterSource: `http://me:${SECRET}@127.0.0.1:1/x` }] } },
    { extra: { Artifacts: [{ GetterSource: `http://127.0.0.1:1/x?token=${SECRET}` }] } },
    { driver: 'docker', config: { image: '127.0.0.1:1/none', auth } },
    { driver: 'docker', config: { image: image.name, command: SECRET } },
  ];
  for (const [index, task] of tasks.entries()) {
    const group = aGroup({ tasks: [aTask(task)] });
    const allocId = await cluster.run(aJob({ id: `job-${index}`, groups: [group] }));
    await cluster.untilStatus(allocId, 'failed');
  }
  expect(lines.filter((line) => line.includes('allocation placed'))).toHaveLength(tasks.length);
  expect(lines.filter((line) => line.includes(SECRET))).toEqual([]);
}, 120_000);

async function untilText(file: string, expected: string): Promise<void> {
  for (;;) {
    if ((await readFile(file, 'utf8').catch(() => '')) === expected) return;
  }
}
