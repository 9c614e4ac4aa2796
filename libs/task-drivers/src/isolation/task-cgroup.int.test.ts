import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { removeCgroup } from './task-cgroup.ts';

/** Where this machine has control groups: of version 1 those for memory, of version 2 all. */
async function hierarchies(): Promise<string[]> {
  const mounts = await readFile('/proc/mounts', 'utf8');
  return mounts
    .split('\n')
    .map((line) => line.split(' '))
    .filter(
      ([, path = '', type]) => type === 'cgroup2' || (type === 'cgroup' && /memory/.test(path)),
    )
    .map(([, path = '']) => path);
}

/** Joins the group, leaves a daemon in it, and waits, deaf to polite signals. */
const MEMBER =
  'echo 0 >"$0/cgroup.procs"; trap "" TERM INT; setsid sleep 600 & echo ready; sleep 600';

test('a group is removed with all that runs in it, and one that is gone is none', async () => {
  const roots = await hierarchies();
  expect(roots).not.toEqual([]);
  for (const root of roots) {
    const dir = join(root, `steppe-test-${randomUUID()}`);
    await mkdir(dir);
    const member = spawn('/bin/sh', ['-c', MEMBER, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(member, 'exit');
    await once(member.stdout, 'data');
    await removeCgroup(dir);
    expect(existsSync(dir)).toBe(false);
    expect(await ended).toEqual([null, 'SIGKILL']);
    await removeCgroup(dir);
  }
});
