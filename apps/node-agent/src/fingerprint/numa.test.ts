import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fingerprintNuma } from './numa.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'steppe-numa-'));
});
afterEach(() => rm(dir, { recursive: true }));

test('cores are told by the memory that they share', async () => {
  await writeFile(join(dir, 'online'), '0-1\n');
  for (const [id, cores] of ['0-3', '4-7'].entries()) {
    await mkdir(join(dir, `node${id}`));
    await writeFile(join(dir, `node${id}`, 'cpulist'), `${cores}\n`);
  }
  expect(await fingerprintNuma(dir)).toEqual({
    'numa.node.count': '2',
    'numa.node0.cores': '0-3',
    'numa.node1.cores': '4-7',
  });
});

test('a machine that does not tell has none', async () => {
  expect(await fingerprintNuma(join(dir, 'none'))).toEqual({});
});
