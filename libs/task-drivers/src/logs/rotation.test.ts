import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLogs } from './read-logs.ts';
import { rotateInPlace } from './rotate-in-place.ts';
import { type RotatingLogOptions, RotatingLogWriter } from './rotating-log-writer.ts';

let dir = '';
let log: RotatingLogOptions = { dir, task: 'web', type: 'stdout', maxFiles: 3, maxFileBytes: 10 };

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'steppe-rotation-'));
  log = { ...log, dir };
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function contents(): Promise<Record<string, string>> {
  const names = (await readdir(dir)).toSorted();
  const entries = names.map(async (name) => [name, await readFile(join(dir, name), 'utf8')]);
  return Object.fromEntries(await Promise.all(entries));
}

async function write(...texts: string[]): Promise<RotatingLogWriter> {
  const writer = new RotatingLogWriter(log);
  await writer.open();
  for (const text of texts) await writer.write(Buffer.from(text));
  await writer.close();
  return writer;
}

test('a writer fills one file after the other, keeping lines whole where they fit', async () => {
  await write('aaaa\nbbbb\ncccc\n', 'dd\n');
  expect(await contents()).toEqual({
    'web.stdout.0': 'aaaa\nbbbb\n',
    'web.stdout.1': 'cccc\ndd\n',
  });
});

test('a line longer than a file is split', async () => {
  await write('x\n', '0123456789ABCDE\n');
  expect(await contents()).toEqual({
    'web.stdout.0': 'x\n',
    'web.stdout.1': '0123456789',
    'web.stdout.2': 'ABCDE\n',
  });
});

test('only the newest files are kept, and a new writer goes on in the last', async () => {
  await write('aaaaaaaaa\n', 'bbbbbbbbb\n', 'ccccccccc\n', 'ddd\n');
  await write('eee\n');
  expect(await contents()).toEqual({
    'web.stdout.1': 'bbbbbbbbb\n',
    'web.stdout.2': 'ccccccccc\n',
    'web.stdout.3': 'ddd\neee\n',
  });
});

test('going back to a position forgets what was written after it, in later files too', async () => {
  await write('aaaa\n');
  const writer = new RotatingLogWriter(log);
  await writer.open();
  const position = writer.position;
  await writer.write(Buffer.from('bbbb\ncccc\ndddd\n'));
  await writer.close();
  await writer.open(position);
  await writer.write(Buffer.from('again\n'));
  await writer.close();
  expect(await contents()).toEqual({ 'web.stdout.0': 'aaaa\n', 'web.stdout.1': 'again\n' });
});

test('the file of another process is rotated under it', async () => {
  const process = await open(join(dir, 'web.stdout.0'), 'a');
  await process.appendFile('too short');
  expect(await rotateInPlace(log)).toBe(false);
  await process.appendFile(', now long\n');
  expect(await rotateInPlace(log)).toBe(true);
  await process.appendFile('next\n');
  await process.close();
  expect(await contents()).toEqual({
    'web.stdout.0': 'too short, now long\n',
    'web.stdout.1': 'next\n',
  });
});

test('a reader who follows sees every byte once while files are rotated under it', async () => {
  const process = await open(join(dir, 'web.stdout.0'), 'a');
  const lines = Array.from({ length: 200 }, (_, index) => `line ${index}\n`);
  const stop = new AbortController();
  const keepAll = { ...log, maxFiles: 1_000 };
  let seen = '';
  const reading = (async () => {
    const follow = { dir, task: 'web', type: 'stdout', offset: 0, origin: 'start' } as const;
    for await (const { data } of readLogs({ ...follow, follow: true, signal: stop.signal })) {
      seen += data.toString();
      if (seen.length >= lines.join('').length) stop.abort();
    }
  })();
  for (const line of lines) {
    await process.appendFile(line);
    await rotateInPlace(keepAll);
  }
  await reading;
  await process.close();
  expect(seen).toBe(lines.join(''));
});
