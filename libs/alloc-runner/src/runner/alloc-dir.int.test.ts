import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildTaskDir, taskPathsOf } from './alloc-dir.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'steppe-alloc-dir-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const pathsOf = () =>
  taskPathsOf({ allocsDir: join(root, 'alloc'), stateDir: join(root, 'client') }, 'a1', 'web');

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o7777;

test('what tasks write to is open to every user, also after a restart', async () => {
  const paths = pathsOf();
  await buildTaskDir(paths, 'none');
  await buildTaskDir(paths, 'none');
  for (const dir of [paths.localDir, join(paths.sharedDir, 'data')]) {
    expect(await modeOf(dir)).toBe(0o777);
  }
  // As of every /tmp, what is in it is removed by its owner alone.
  expect(await modeOf(join(paths.taskDir, 'tmp'))).toBe(0o1777);
});

test('nobody but the agent comes to the directories of a container through that of its task', async () => {
  const paths = pathsOf();
  await buildTaskDir(paths, 'image');
  expect([await modeOf(paths.taskDir), await modeOf(paths.localDir)]).toEqual([0o700, 0o777]);
});

test('a directory of the machine is not opened by a link that a task has put in place of its own', async () => {
  const paths = pathsOf();
  await buildTaskDir(paths, 'none');
  const hidden = join(root, 'private');
  await mkdir(hidden, { mode: 0o700 });
  await rm(join(paths.sharedDir, 'data'), { recursive: true });
  await symlink(hidden, join(paths.sharedDir, 'data'));
  await expect(buildTaskDir(paths, 'none')).rejects.toThrow('ENOTDIR');
  expect(await modeOf(hidden)).toBe(0o700);
});
