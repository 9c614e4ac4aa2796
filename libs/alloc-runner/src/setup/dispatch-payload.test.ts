import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AllocDirs, makeAllocDirs } from '../testing/alloc-dirs.ts';
import { writePayload } from './dispatch-payload.ts';

let dirs: AllocDirs;
beforeEach(async () => {
  dirs = await makeAllocDirs();
});
afterEach(() => dirs.remove());

const HELLO = Buffer.from('hello').toString('base64');
const write = (payloadFile: string, payload = HELLO) =>
  writePayload({ spec: { paths: dirs }, blocks: { payloadFile }, payload });

test('a payload lands below the local directory', async () => {
  await write('in/put');
  expect(await readFile(join(dirs.localDir, 'in/put'), 'utf8')).toBe('hello');
});

test('a payload never lands outside', async () => {
  await write('../../../../etc/steppe');
  expect(await readFile(join(dirs.localDir, 'etc/steppe'), 'utf8')).toBe('hello');
});

test('an empty payload makes no file', async () => {
  await write('put', '');
  expect(await readdir(dirs.localDir)).toEqual([]);
});
