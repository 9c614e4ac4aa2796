import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findCgroups } from './cgroup-layout.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'steppe-cgroup-'));
});
afterEach(() => rm(dir, { recursive: true }));

/** Writes a table of mounts in which `ROOT` is a group of version 2 that offers `controllers`. */
async function machine(mounts: readonly string[], controllers = ''): Promise<string> {
  await mkdir(join(dir, 'root'));
  await writeFile(join(dir, 'root/cgroup.controllers'), `${controllers}\n`);
  const file = join(dir, 'mounts');
  const lines = mounts.map((line) => `${line.replace('ROOT', join(dir, 'root'))} 0 0\n`);
  await writeFile(file, lines.join(''));
  return file;
}

const V1 = ['memory', 'cpu,cpuacct', 'cpuset'].map(
  (name) => `cgroup /sys/fs/cgroup/${name} cgroup rw,nosuid,${name}`,
);
const V2 = 'cgroup2 ROOT cgroup2 rw,nosuid,nsdelegate';

test('version 1 has a tree for each controller, and goes before an empty version 2', async () => {
  expect(await findCgroups(await machine([...V1, V2]))).toEqual({
    layout: {
      version: 1,
      memoryRoot: '/sys/fs/cgroup/memory',
      cpuRoot: '/sys/fs/cgroup/cpu,cpuacct',
      cpusetRoot: '/sys/fs/cgroup/cpuset',
    },
  });
});

test.each([
  { controllers: 'cpuset cpu io memory pids', hasCpuset: true },
  { controllers: 'cpu io memory pids', hasCpuset: false },
])('version 2 offers $controllers', async ({ controllers, hasCpuset }) => {
  expect(await findCgroups(await machine([V2], controllers))).toEqual({
    layout: { version: 2, root: join(dir, 'root'), hasCpuset },
  });
});

test.each([
  { controllers: 'cpuset cpu io pids', offers: 'only cpuset, cpu, io, pids, and so not memory' },
  { controllers: '', offers: 'none, and so not cpu and memory' },
])('a version 2 that offers "$controllers" limits nothing', async ({ controllers, offers }) => {
  expect(await findCgroups(await machine([V2], controllers))).toEqual({
    fault: `${dir}/root/cgroup.controllers offers ${offers}: the kernel or the parent group leaves it out`,
  });
});

test('a machine may have no control groups', async () => {
  expect(await findCgroups(await machine(['proc /proc proc rw']))).toEqual({
    fault: 'no control groups are mounted',
  });
});
