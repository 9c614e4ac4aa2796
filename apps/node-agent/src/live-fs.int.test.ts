import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { token } from '@steppe/domain';
import { openMemoryStore } from '@steppe/event-log';
import { Cluster } from './testing/cluster.ts';
import { aGroup, aJob, aTask } from './testing/jobs.ts';
import { eventTypes } from './testing/servers.ts';

/** What a task that means harm would leave in its directory, beside a few honest files. */
const TRAPS = `
  printf 'hello steppe' > local/hello.txt
  printf '<html></html>' > local/page.html
  : > local/empty
  echo sesame > secrets/key
  mkdir private && echo mine > private/note
  ln -s hello.txt local/inside
  ln -s ../secrets/key local/to-secret
  ln -s secrets to-secrets
  ln -s / local/to-root
  ln -s /etc/passwd local/to-passwd
  ln -s ../../../.. local/to-parent
  ln -s /proc/self/root local/to-proc-root
  ln -s /proc/self/environ local/to-environ
  ln -s /proc/self/fd/0 local/to-fd
  ln -s loop local/loop
  ln -s nothing local/dangling
  mkfifo local/pipe
`;

describe('the files of an allocation', () => {
  let cluster: Cluster;
  let allocId = '';
  let local = '';

  beforeAll(async () => {
    cluster = await Cluster.start(openMemoryStore());
    const config = { command: '/bin/sh', args: ['-c', TRAPS] };
    // It waits to be started anew: with its allocation its secrets would be gone.
    const restartPolicy = { attempts: 1, intervalMs: 1e9, delayMs: 1e9, mode: 'fail' as const };
    const job = aJob({ groups: [aGroup({ tasks: [aTask({ config, restartPolicy })] })] });
    allocId = await cluster.run(job);
    await cluster.untilAlloc(allocId, (row) => eventTypes(row, 'main').includes('Restarting'));
    local = join(cluster.dataDir, 'alloc', allocId, 'main', 'local');
  });
  afterAll(() => cluster.stop());

  const subject = (name: string): string => `agent.${token(cluster.agent.nodeId)}.${name}`;

  const stat = (path: string) =>
    cluster.store.live.request(subject('fs-stat'), { allocId, path }, { timeoutMs: 5_000 });

  const piecesOf = (name: string, request: object, signal = new AbortController().signal) =>
    cluster.store.live.requestStream(
      subject(name),
      { allocId, ...request },
      { timeoutMs: 5_000, signal },
    );

  const read = async (request: object): Promise<string> => {
    const pieces: Uint8Array[] = [];
    for await (const piece of piecesOf('fs-stream', request)) pieces.push(piece);
    return Buffer.concat(pieces).toString('utf8');
  };

  const list = async (path: string): Promise<unknown[]> => {
    const entries: unknown[] = [];
    for await (const piece of piecesOf('fs-list', { path })) {
      entries.push(...JSON.parse(Buffer.from(piece).toString('utf8')));
    }
    return entries;
  };

  test.each(['', '/', '.', 'main/..'])('lists the root as %j', async (path) => {
    expect(await list(path)).toMatchObject([
      { Name: 'alloc', IsDir: true, FileMode: 'drwxrwxrwx', ContentType: '' },
      { Name: 'main', IsDir: true },
    ]);
  });

  test('lists links and pipes as what they are', async () => {
    const entries = await list('/main/local');
    expect(entries).toContainEqual(
      expect.objectContaining({ Name: 'to-root', IsDir: false, FileMode: 'Lrwxrwxrwx' }),
    );
    expect(entries).toContainEqual(
      expect.objectContaining({ Name: 'pipe', FileMode: expect.stringMatching(/^p/) }),
    );
    expect(entries).toContainEqual({
      Name: 'hello.txt',
      IsDir: false,
      Size: 12,
      FileMode: '-rw-r--r--',
      ModTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/),
      ContentType: '',
    });
  });

  test.each([
    { path: '/main/local/hello.txt', type: 'text/plain; charset=utf-8', size: 12 },
    { path: 'main/local/page.html', type: 'text/html; charset=utf-8', size: 13 },
    { path: 'main/local/empty', type: 'application/octet-stream', size: 0 },
    { path: 'main/local/inside', type: 'text/plain; charset=utf-8', size: 12 },
    { path: 'main/local/pipe', type: 'application/octet-stream', size: 0 },
    // That it is there may be known, what is in it not.
    { path: 'main/secrets/key', type: 'application/octet-stream', size: 7 },
  ])('tells of $path', async ({ path, type, size }) => {
    expect(await stat(path)).toMatchObject({
      Name: path.split('/').at(-1),
      IsDir: false,
      Size: size,
      ContentType: type,
    });
  });

  test.each([
    { title: 'whole', request: {}, expected: 'hello steppe' },
    { title: 'from an offset', request: { offset: 6 }, expected: 'steppe' },
    { title: 'some bytes', request: { offset: 6, limit: 3 }, expected: 'ste' },
    { title: 'beyond the end', request: { offset: 100, limit: 3 }, expected: '' },
    { title: 'before the end', request: { offset: 2, origin: 'end' }, expected: 'pe' },
    {
      title: 'through a link that stays inside',
      request: { path: 'main/local/inside' },
      expected: 'hello steppe',
    },
    {
      title: 'in frames',
      request: { plain: false },
      expected: '{"Data":"aGVsbG8gc3RlcHBl","File":"/main/local/hello.txt","Offset":12}',
    },
  ])('reads a file $title', async ({ request, expected }) => {
    expect(await read({ path: '/main/local/hello.txt', plain: true, ...request })).toBe(expected);
  });

  const ESCAPES = { code: 'REQUEST_INVALID', message: 'Path escapes the alloc directory' };
  const outside = [
    '..',
    '../',
    '/..',
    '/../..',
    'main/../../x',
    'main/local/../../../../state',
    '../../../../../../../../etc/passwd',
    'main/local/to-root',
    'main/local/to-root/etc/passwd',
    'main/local/to-passwd',
    'main/local/to-parent',
    'main/local/to-parent/client-id',
    'main/local/to-proc-root',
    'main/local/to-proc-root/etc/passwd',
    'main/local/to-environ',
    'main/local/inside\0.txt',
  ];
  test.each(outside)('nothing leads outside: %j', async (path) => {
    await expect(list(path)).rejects.toMatchObject(ESCAPES);
    await expect(stat(path)).rejects.toMatchObject(ESCAPES);
    await expect(read({ path, plain: true })).rejects.toMatchObject(ESCAPES);
  });

  test('an absolute path is one of the allocation', async () => {
    await expect(read({ path: '/etc/passwd' })).rejects.toMatchObject({
      code: 'PATH_NOT_FOUND',
      message: expect.stringMatching(/^stat .*\/etc\/passwd: no such file or directory$/),
    });
  });

  test.each([
    { path: 'main/secrets/key', says: 'Reading secret file prohibited: main/secrets/key' },
    { path: '/main/./secrets//key', says: 'Reading secret file prohibited: /main/./secrets//key' },
    { path: 'main/local/to-secret', says: 'Reading secret file prohibited: main/local/to-secret' },
    { path: 'main/to-secrets/key', says: 'Reading secret file prohibited: main/to-secrets/key' },
    { path: 'main/private/note', says: 'Reading private file prohibited: main/private/note' },
    { path: '/main', says: 'file "/main" is a directory' },
    { path: 'main/local/pipe', says: 'file "main/local/pipe" is not a regular file' },
    { path: 'main/local/loop', says: ': too many levels of symbolic links' },
    { path: '', says: 'must provide a file name' },
  ])('does not read $path', async ({ path, says }) => {
    await expect(read({ path, plain: true })).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      message: expect.stringContaining(says),
    });
  });

  test('a descriptor of the agent is no way in', async () => {
    await expect(read({ path: 'main/local/to-fd', plain: true })).rejects.toMatchObject({
      code: expect.stringMatching(/REQUEST_INVALID|PATH_NOT_FOUND/),
    });
  });

  test.each([
    { name: 'fs-list', path: 'nosuch', says: /^open .*nosuch: no such file or directory$/ },
    { name: 'fs-stream', path: 'main/local/dangling', says: /: no such file or directory$/ },
  ])('$name of $path', async ({ name, path, says }) => {
    const asked = piecesOf(name, { path })[Symbol.asyncIterator]().next();
    await expect(asked).rejects.toMatchObject({
      code: 'PATH_NOT_FOUND',
      message: expect.stringMatching(says),
    });
  });

  test('a file is no directory', async () => {
    await expect(list('main/local/hello.txt')).rejects.toMatchObject({
      message: expect.stringMatching(/^open .*hello\.txt: not a directory$/),
    });
  });

  test('an allocation that is not here', async () => {
    const request = { allocId: '../../..', path: '/' };
    const asked = cluster.store.live.request(subject('fs-stat'), request, { timeoutMs: 5_000 });
    await expect(asked).rejects.toMatchObject({ code: 'ALLOCATION_NOT_FOUND' });
  });

  test('follows a file as it grows, is cut and goes', async () => {
    const path = join(local, 'growing');
    await writeFile(path, 'one\n');
    const reader = piecesOf('fs-stream', { path: 'main/local/growing', follow: true });
    const iterator = reader[Symbol.asyncIterator]();
    /** The next frame that is no heartbeat. */
    const frame = async (): Promise<unknown> => {
      for (;;) {
        const { value } = await iterator.next();
        const text = Buffer.from(value ?? '').toString('utf8');
        if (text !== '{}') return text === '' ? undefined : JSON.parse(text);
      }
    };
    const File = 'main/local/growing';
    expect(await frame()).toEqual({ Data: 'b25lCg==', File, Offset: 4 });
    await appendFile(path, 'two\n');
    expect(await frame()).toEqual({ Data: 'dHdvCg==', File, Offset: 8 });
    await truncate(path, 0);
    expect(await frame()).toEqual({ File, FileEvent: 'file truncated' });
    await appendFile(path, 'new');
    expect(await frame()).toEqual({ Data: 'bmV3', File, Offset: 3 });
    await rm(path);
    expect(await frame()).toEqual({ File, FileEvent: 'file deleted', Offset: 3 });
    expect(await iterator.next()).toMatchObject({ done: true });
  });

  test('a silent file is told with heartbeats', async () => {
    const reader = new AbortController();
    const request = { path: 'main/local/empty', follow: true };
    const iterator = piecesOf('fs-stream', request, reader.signal)[Symbol.asyncIterator]();
    const first = await iterator.next();
    expect(Buffer.from(first.value ?? []).toString('utf8')).toBe('{}');
    reader.abort();
    await iterator.return?.();
  });

  test('a directory swapped for a link while it is read shows nothing from outside', async () => {
    await writeFile(join(local, 'swap.sh'), SWAP);
    const swapping = spawn('/bin/sh', ['swap.sh'], { cwd: local, stdio: 'ignore' });
    const ended = once(swapping, 'exit');
    const seen = new Set<string>();
    while (swapping.exitCode === null) {
      await read({ path: 'main/local/swapped/hostname', plain: true }).then(
        (text) => seen.add(text),
        ({ code }) => seen.add(code),
      );
    }
    await ended;
    seen.delete('REQUEST_INVALID');
    seen.delete('PATH_NOT_FOUND');
    expect([...seen].filter((text) => text !== 'ours')).toEqual([]);
  });
});

/** Swaps a directory with a link to /etc as fast as it can. */
const SWAP = `
  mkdir real && printf ours > real/hostname
  ln -s /etc link
  for i in $(seq 1 300); do
    ln -sfn real swapped; ln -sfn /etc swapped
  done
`;
