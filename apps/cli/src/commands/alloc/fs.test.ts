import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SteppeError } from '@steppe/domain';
import {
  ALLOC_ID,
  NODE_ID,
  openClusterWithAllocation,
  type TestCluster,
} from '../../testing/api.ts';

const MODIFIED = { ModTime: '2026-11-22T17:59:01.25Z', ContentType: '' };
const DIR = { Name: 'local', IsDir: true, Size: 4_096, FileMode: 'drwxrwxrwx', ...MODIFIED };
const FILE = { Name: 'a.txt', IsDir: false, Size: 1_782_580, FileMode: '-rw-r--r--', ...MODIFIED };

let cluster: TestCluster;
let asked: unknown[] = [];

beforeAll(async () => {
  cluster = await openClusterWithAllocation();
  const { live } = cluster.store;
  live.serve(`agent.${NODE_ID}.fs-stat`, async ({ payload }) => {
    const { path } = Object(payload);
    if (path === '..') throw new SteppeError('REQUEST_INVALID', 'Path escapes the alloc directory');
    return path.endsWith('.txt') ? { ...FILE, ContentType: 'text/plain; charset=utf-8' } : DIR;
  });
  live.serveStream(`agent.${NODE_ID}.fs-list`, async function* list() {
    yield Buffer.from(JSON.stringify([FILE, DIR]));
  });
  live.serveStream(`agent.${NODE_ID}.fs-stream`, async function* stream({ payload }) {
    asked.push(payload);
    yield Buffer.from('line 1\nline 2\nline 3\n');
  });
});
afterAll(() => cluster.close());

test.each([
  {
    argv: ['alloc', 'fs', '8bb1', 'server'],
    stdout: `Mode        Size     Modified Time         Name
-rw-r--r--  1.7 MiB  2026-11-22T17:59:01Z  a.txt
drwxrwxrwx  4.0 KiB  2026-11-22T17:59:01Z  local/
`,
  },
  {
    argv: ['fs', '-H', '-job', 'hello'],
    stdout: `Mode        Size     Modified Time         Name
-rw-r--r--  1782580  2026-11-22T17:59:01Z  a.txt
drwxrwxrwx  4096     2026-11-22T17:59:01Z  local/
`,
  },
  {
    argv: ['alloc', 'fs', '-stat', '8bb1', 'server/a.txt'],
    stdout: `Mode        Size     Modified Time         Content Type               Name
-rw-r--r--  1.7 MiB  2026-11-22T17:59:01Z  text/plain; charset=utf-8  a.txt
`,
  },
  { argv: ['alloc', 'fs', '8bb1', 'a.txt'], stdout: 'line 1\nline 2\nline 3\n' },
  { argv: ['alloc', 'fs', '-tail', '-n', '2', '8bb1', 'a.txt'], stdout: 'line 2\nline 3\n' },
])('steppe $argv', async ({ argv, stdout }) => {
  expect(await cluster.run(argv)).toEqual({ code: 0, stdout, stderr: '' });
});

test.each([
  { flags: [], expected: { origin: 'start', offset: 0, follow: false } },
  { flags: ['-f'], expected: { origin: 'start', offset: 0, follow: true } },
  { flags: ['-tail'], expected: { origin: 'end', offset: 1_200, follow: false } },
  { flags: ['-tail', '-c', '7'], expected: { origin: 'end', offset: 7, follow: false } },
])('asks with $flags', async ({ flags, expected }) => {
  asked = [];
  await cluster.run(['alloc', 'fs', ...flags, '8bb1', '/server/a.txt']);
  expect(asked).toEqual([{ allocId: ALLOC_ID, path: '/server/a.txt', plain: true, ...expected }]);
});

test.each([
  { argv: [], says: 'An allocation ID is required' },
  { argv: ['-job'], says: 'A job ID is required' },
  { argv: ['a', 'b', 'c'], says: 'This command takes one or two arguments: <allocation> [<path>]' },
  { argv: ['ffffffff'], says: 'No allocation(s) with prefix or id "ffffffff" found' },
  {
    argv: ['8bb1', '..'],
    says: 'Unexpected response code: 400 (Path escapes the alloc directory)',
  },
])('steppe alloc fs $argv fails', async ({ argv, says }) => {
  const { code, stdout, stderr } = await cluster.run(['alloc', 'fs', ...argv]);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain(says);
});
