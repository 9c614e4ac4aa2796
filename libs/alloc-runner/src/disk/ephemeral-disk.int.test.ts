import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { diskPartsOf, moveDisk, packDisk, unpackDisk } from './ephemeral-disk.ts';

const run = promisify(execFile);
const PARTS = diskPartsOf(['db']);
const LARGE = randomBytes(5_000_000);
const NEVER = new AbortController().signal;
let root = '';
const at = (...path: string[]): string => join(root, ...path);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'steppe-disk-'));
  await mkdir(at('old/alloc/data/deep'), { recursive: true });
  await mkdir(at('old/alloc/logs'), { recursive: true });
  await mkdir(at('old/db/local'), { recursive: true });
  await mkdir(at('old/db/secrets'), { recursive: true });
  await mkdir(at('new/alloc/data'), { recursive: true });
  await writeFile(at('old/alloc/data/deep/file'), 'shared');
  await chmod(at('old/alloc/data/deep/file'), 0o600);
  await chown(at('old/alloc/data/deep/file'), 65_534, 65_534);
  await symlink('deep/file', at('old/alloc/data/link'));
  await writeFile(at('old/alloc/data/large'), LARGE);
  await writeFile(at('old/alloc/logs/db.stdout.0'), 'log');
  await writeFile(at('old/db/local/own'), 'own');
  await writeFile(at('old/db/secrets/key'), 'key');
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function expectTakenOver(): Promise<void> {
  expect(await readFile(at('new/alloc/data/deep/file'), 'utf8')).toBe('shared');
  const { mode, uid } = await stat(at('new/alloc/data/deep/file'));
  expect([mode & 0o777, uid]).toEqual([0o600, 65_534]);
  expect(await readlink(at('new/alloc/data/link'))).toBe('deep/file');
  expect((await readFile(at('new/alloc/data/large'))).equals(LARGE)).toBe(true);
  expect(await readFile(at('new/db/local/own'), 'utf8')).toBe('own');
  expect(await readdir(at('new'))).toEqual(['alloc', 'db']);
  expect(await readdir(at('new/alloc'))).toEqual(['data']);
  expect(await readdir(at('new/db'))).toEqual(['local']);
}

const copy = () =>
  unpackDisk(packDisk(at('old'), PARTS), at('new'), { parts: PARTS, signal: NEVER });

test('on the same node the data of an allocation moves, and neither logs nor secrets', async () => {
  await moveDisk(at('old'), at('new'), PARTS);
  await expectTakenOver();
  expect(await readdir(at('old/alloc'))).toEqual(['logs']);
  await moveDisk(at('old'), at('new'), PARTS);
  await expectTakenOver();
});

test('between nodes it is copied, with owners, rights and links', async () => {
  await copy();
  await expectTakenOver();
});

test('what is not a file is left out', async () => {
  await run('mkfifo', [at('old/alloc/data/pipe')]);
  await copy();
  await expectTakenOver();
});

test('a link in the place of a part leads nowhere', async () => {
  await rm(at('old/db/local'), { recursive: true });
  await symlink('/etc', at('old/db/local'));
  await copy();
  await moveDisk(at('old'), at('new'), PARTS);
  expect(await readdir(at('new'))).toEqual(['alloc']);
});

test('an allocation that has kept nothing hands on nothing', async () => {
  await rm(at('old'), { recursive: true });
  await copy();
  expect(await readdir(at('new/alloc/data'))).toEqual([]);
});

test('a stream that breaks off leaves nothing behind', async () => {
  async function* broken(): AsyncGenerator<Uint8Array, void> {
    yield* packDisk(at('old'), PARTS);
    throw new Error('the node is gone');
  }
  const copying = unpackDisk(broken(), at('new'), { parts: PARTS, signal: NEVER });
  await expect(copying).rejects.toThrow('the node is gone');
  expect(await readdir(at('new'))).toEqual(['alloc']);
  expect(await readdir(at('new/alloc/data'))).toEqual([]);
});
