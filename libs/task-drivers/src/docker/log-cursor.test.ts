import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogCursor } from './log-cursor.ts';

let dir = '';

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'steppe-cursor-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const at = (nanoseconds: number, text: string): Buffer =>
  Buffer.from(`2026-11-22T17:24:53.${String(nanoseconds).padStart(9, '0')}Z ${text}`);

function accepted(cursor: LogCursor, ...messages: Buffer[]): (string | undefined)[] {
  return messages.map((message) => cursor.accept('stdout', message)?.toString());
}

test('what comes again after a reconnection is skipped, and parts of one time are told apart', () => {
  const cursor = LogCursor.startOf(join(dir, 'cursor'), 'c1');
  expect(accepted(cursor, at(1, 'a'), at(2, 'b'), at(2, 'c'))).toEqual(['a', 'b', 'c']);
  cursor.reconnected();
  expect(accepted(cursor, at(1, 'a'), at(2, 'b'), at(2, 'c'), at(2, 'd'), at(3, 'e'))).toEqual([
    undefined,
    undefined,
    undefined,
    'd',
    'e',
  ]);
});

test('one stream being ahead does not hide what the other says late', () => {
  const cursor = LogCursor.startOf(join(dir, 'cursor'), 'c1');
  cursor.accept('stderr', at(9, 'ahead'));
  expect(accepted(cursor, at(5, 'late'))).toEqual(['late']);
});

test('it is kept per container', async () => {
  const path = join(dir, 'cursor');
  expect(await LogCursor.load(path, 'c1')).toBeUndefined();
  const cursor = LogCursor.startOf(path, 'c1');
  expect(cursor.sinceSeconds).toBe(0);
  accepted(cursor, at(1, 'a'));
  cursor.written('stdout', { index: 3, bytes: 44 });
  await cursor.save();

  const loaded = await LogCursor.load(path, 'c1');
  expect(loaded?.position('stdout')).toMatchObject({ index: 3, bytes: 44 });
  expect(loaded?.sinceSeconds).toBe(Date.parse('2026-11-22T17:24:48Z') / 1000);
  expect(await LogCursor.load(path, 'c2')).toBeUndefined();
});
