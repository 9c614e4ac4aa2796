import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { list } from 'tar';
import { openTestCluster, type TestCluster } from '../../testing/api.ts';
import { withFiles } from '../../testing/hello.ts';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await openTestCluster();
});
afterEach(() => cluster.close());

const SHORT = ['operator', 'debug', '-duration=20ms', '-interval=10ms'];

test('what the API answers is collected in a directory', async () => {
  await withFiles({}, async (path) => {
    const { code, stdout, stderr } = await cluster.run([...SHORT, '-output', path('')]);
    expect([code, stderr]).toEqual([0, '']);
    const [, directory = ''] = /Created debug directory: (.+)\n/.exec(stdout) ?? [];
    const { files } = JSON.parse(await readFile(join(directory, 'index.json'), 'utf8'));
    expect(files).toEqual(
      expect.arrayContaining([
        'cluster/members.json',
        'interval/0000/jobs.json',
        'interval/0001/nodes.json',
        'server/server1.global/monitor.log',
      ]),
    );
    expect(JSON.parse(await readFile(join(directory, 'cluster/nodes.json'), 'utf8'))).toEqual([]);
  });
});

test('Ctrl-C ends it, and keeps what was captured', async () => {
  await withFiles({}, async (path) => {
    const interrupted = new AbortController();
    const argv = ['operator', 'debug', '-duration=1h', '-interval=30m', '-output', path('')];
    const ran = cluster.run(argv, { signal: interrupted.signal });
    setImmediate(() => interrupted.abort());
    const { code, stdout } = await ran;
    expect(code).toBe(0);
    expect(stdout).toContain('Interrupted: what was captured so far is kept.');
    expect(stdout).toContain('Created debug directory: ');
  });
});

test('without a directory it becomes an archive', async () => {
  await withFiles({}, async (path) => {
    const before = process.cwd();
    process.chdir(path(''));
    try {
      const { stdout } = await cluster.run(SHORT);
      const [, file = ''] = /Created debug archive: (.+)\n/.exec(stdout) ?? [];
      const names: string[] = [];
      await list({ file, onReadEntry: (entry) => void names.push(entry.path) });
      expect(names).toContainEqual(expect.stringMatching(/^steppe-debug-\S+\/index\.json$/));
    } finally {
      process.chdir(before);
    }
  });
});

test.each([
  { flags: ['-duration=1s', '-interval=2s'], says: 'it must not be longer than -duration' },
  { flags: ['-duration=1h', '-interval=1ms'], says: '-interval is too short' },
])('$flags is refused', async ({ flags, says }) => {
  const { code, stderr } = await cluster.run(['operator', 'debug', ...flags]);
  expect([code, stderr]).toEqual([1, expect.stringContaining(says)]);
});
