import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enableControllers, enablingFault } from './cgroup-controllers.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'steppe-cgroup-'));
});
afterEach(() => rm(dir, { recursive: true }));

test.each([
  { title: 'all that are missing are asked for at once', enabled: '', written: '+cpu +memory' },
  { title: 'one that is enabled is left alone', enabled: 'cpuset cpu\n', written: '+memory' },
  { title: 'nothing is written where all are', enabled: 'cpu memory\n', written: 'cpu memory\n' },
])('$title', async ({ enabled, written }) => {
  const file = join(dir, 'cgroup.subtree_control');
  await writeFile(file, enabled);
  await enableControllers(dir, ['cpu', 'memory']);
  expect(await readFile(file, 'utf8')).toBe(written);
});

test.each([
  { code: 'EBUSY', reason: /the group has processes of its own.*--cgroupns=host/u },
  { code: 'EROFS', reason: /mounted read-only.*--privileged/u },
  { code: 'EINVAL', reason: /: EINVAL: invalid argument, write$/u },
])('a refusal names the group, and $code what to do', ({ code, reason }) => {
  const error = Object.assign(new Error(`${code}: invalid argument, write`), { code });
  const { message } = enablingFault('/sys/fs/cgroup/cgroup.subtree_control', ['memory'], error);
  expect(message).toMatch(
    /^memory can't be enabled in \/sys\/fs\/cgroup\/cgroup.subtree_control: /u,
  );
  expect(message).toMatch(reason);
});
