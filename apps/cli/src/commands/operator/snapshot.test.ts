import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openClusterWithNode, type TestCluster } from '../../testing/api.ts';

let cluster: TestCluster;
let dir: string;
let path: string;
beforeEach(async () => {
  cluster = await openClusterWithNode();
  dir = await mkdtemp(join(tmpdir(), 'steppe-cli-'));
  path = join(dir, 'a.snap');
});
afterEach(async () => {
  await cluster.close();
  await rm(dir, { recursive: true });
});

const run = (...argv: string[]) => cluster.run(['operator', 'snapshot', ...argv]);

test('a snapshot is saved, and tells of itself', async () => {
  expect((await run('save', path)).stdout).toBe(`State file written to ${path}\n`);
  const { stdout } = await run('inspect', path);
  expect(stdout).toMatch(
    /^Created = 2026-11-22T\S+\nDigest  = [0-9a-f]{64}\nSize    = .*\nIndex   = 1\n/,
  );
  expect(stdout).toMatch(/\n\nTable +Rows\n(.*\n)*nodes +1\n/);
  expect(JSON.parse((await run('inspect', '-json', path)).stdout)).toMatchObject({ seq: 1 });
});

test('nothing is overwritten', async () => {
  await writeFile(path, 'mine');
  const { code, stderr } = await run('save', path);
  expect([code, stderr]).toEqual([1, expect.stringContaining('file already exists')]);
  expect(await readFile(path, 'utf8')).toBe('mine');
});

test('a file that is no snapshot, was damaged or is not there is named', async () => {
  await run('save', path);
  const bytes = await readFile(path);
  await writeFile(path, bytes.subarray(0, -3));
  expect((await run('inspect', path)).stderr).toContain('it was damaged');
  await writeFile(path, 'hello\n');
  expect((await run('inspect', path)).stderr).toContain('not a snapshot that can be read');
  expect((await run('inspect', join(dir, 'nope'))).stderr).toContain('no such file or directory');
});

test('the state in a snapshot is shown, all of it or rows that match', async () => {
  await run('save', path);
  const all = JSON.parse((await run('state', path)).stdout);
  expect(all).toMatchObject({ index: 1, nodes: [{ status: 'ready' }] });
  const none = JSON.parse((await run('state', '-filter', 'status == "down"', path)).stdout);
  expect(none.nodes).toEqual([]);
  expect((await run('redact', path)).stdout).toContain('holds no root key');
});

test('what is restored is a snapshot', async () => {
  await writeFile(path, 'hello\n');
  expect(await run('restore', path)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('not a snapshot that can be read'),
  });
});
