import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { withLock } from '../../tools/lock.mjs';

const TIMEOUT_MS = 30_000;
const LOCK_MODULE = join(import.meta.dirname, '../../tools/lock.mjs');

let directory: string;
let lockFile: string;
let diary: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'steppe-lock-'));
  lockFile = join(directory, 'lock');
  diary = join(directory, 'diary');
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

/** Writes two lines while it holds the lock, with time between them for another process to get in. */
const owner = `
  import { appendFileSync } from 'node:fs';
  import { setTimeout as delay } from 'node:timers/promises';
  const [module, lockFile, diary] = process.argv.slice(1);
  const { withLock } = await import(module);
  await withLock(lockFile, ${TIMEOUT_MS}, async () => {
    appendFileSync(diary, 'enter\\n');
    await delay(20);
    appendFileSync(diary, 'leave\\n');
  });
`;
const ownerArgs = () => ['--input-type=module', '-e', owner, LOCK_MODULE, lockFile, diary];

test('processes hold it one after the other', async () => {
  const owners = Array.from({ length: 4 }, () => spawn(process.execPath, ownerArgs()));
  const codes = await Promise.all(owners.map((child) => once(child, 'exit')));

  expect(codes.map(([code]) => code)).toEqual([0, 0, 0, 0]);
  expect(readFileSync(diary, 'utf8')).toBe('enter\nleave\n'.repeat(4));
  expect(existsSync(lockFile)).toBe(false);
});

test('an owner that died is noticed, and does not keep it', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(lockFile, String(pid));

  expect(await withLock(lockFile, TIMEOUT_MS, ({ ownerDied }) => ownerDied)).toBe(true);
});

test('a failure inside gives it back', async () => {
  const failing = withLock(lockFile, TIMEOUT_MS, () => Promise.reject(new Error('npm failed')));

  await expect(failing).rejects.toThrow('npm failed');
  expect(await withLock(lockFile, TIMEOUT_MS, ({ ownerDied }) => ownerDied)).toBe(false);
});

test('it gives up on an owner that stays', async () => {
  writeFileSync(lockFile, String(process.pid));

  await expect(withLock(lockFile, 0, () => 'never')).rejects.toThrow(/still holds/);
});
