import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLogs, type ReadLogsOptions } from './read-logs.ts';

let dir = '';

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'steppe-logs-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

function query(overrides: Partial<ReadLogsOptions>): ReadLogsOptions {
  return {
    dir,
    task: 'web',
    type: 'stdout',
    offset: 0,
    origin: 'start',
    follow: false,
    signal: AbortSignal.timeout(10_000),
    ...overrides,
  };
}

async function chunksOf(options: Partial<ReadLogsOptions>): Promise<string[]> {
  const chunks: string[] = [];
  for await (const { file, offset, data } of readLogs(query(options))) {
    chunks.push(`${file}@${offset} ${data.toString()}`);
  }
  return chunks;
}

test.each([
  {
    title: 'all, oldest first',
    options: {},
    expected: ['web.stdout.2@5 first', 'web.stdout.10@6 second'],
  },
  {
    title: 'from an offset',
    options: { offset: 3 },
    expected: ['web.stdout.2@5 st', 'web.stdout.10@6 second'],
  },
  {
    title: 'from an offset in a later file',
    options: { offset: 7 },
    expected: ['web.stdout.10@6 cond'],
  },
  { title: 'from beyond the end', options: { offset: 99 }, expected: [] },
  { title: 'the end', options: { origin: 'end', offset: 3 }, expected: ['web.stdout.10@6 ond'] },
  {
    title: 'the end across files',
    options: { origin: 'end', offset: 8 },
    expected: ['web.stdout.2@5 st', 'web.stdout.10@6 second'],
  },
  {
    title: 'from before the start',
    options: { origin: 'end', offset: 99 },
    expected: ['web.stdout.2@5 first', 'web.stdout.10@6 second'],
  },
  { title: 'nothing of another task', options: { task: 'we' }, expected: [] },
  { title: 'nothing of a missing directory', options: { dir: '/nowhere' }, expected: [] },
] as const)('reads $title', async ({ options, expected }) => {
  await writeFile(join(dir, 'web.stdout.10'), 'second');
  await writeFile(join(dir, 'web.stdout.2'), 'first');
  await writeFile(join(dir, 'web.stdout.2.bak'), 'other');
  await writeFile(join(dir, 'web.stderr.0'), 'other');
  expect(await chunksOf(options)).toEqual(expected);
});

test('follows a log that does not exist yet, across files, until it is told to stop', async () => {
  const stop = new AbortController();
  const seen: string[] = [];
  const next = ['one', 'two', 'three'];
  const files = ['web.stdout.0', 'web.stdout.0', 'web.stdout.1'];
  await appendFile(join(dir, files[0] ?? ''), next[0] ?? '');
  for await (const { file, data } of readLogs(query({ follow: true, signal: stop.signal }))) {
    seen.push(`${file} ${data.toString()}`);
    const index = seen.length;
    if (index === next.length) stop.abort();
    else await appendFile(join(dir, files[index] ?? ''), next[index] ?? '');
  }
  expect(seen).toEqual(['web.stdout.0 one', 'web.stdout.0 two', 'web.stdout.1 three']);
});

test('a directory made after following began is noticed', async () => {
  const late = join(dir, 'late');
  const reader = readLogs(query({ dir: late, follow: true }));
  const first = reader.next();
  await writeFile(join(dir, 'unrelated'), '');
  await mkdir(late);
  await writeFile(join(late, 'web.stdout.0'), 'hi');
  expect((await first).value).toMatchObject({ file: 'web.stdout.0', offset: 2 });
  await reader.return();
});
