import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { token } from '@steppe/domain';
import { openMemoryStore } from '@steppe/event-log';
import { Cluster } from './testing/cluster.ts';
import { aGroup, aJob, aTask } from './testing/jobs.ts';

describe('live requests to a node agent', () => {
  let cluster: Cluster;
  let allocId = '';
  let sleeping = '';

  beforeAll(async () => {
    cluster = await Cluster.start(openMemoryStore());
    const config = { command: '/bin/sh', args: ['-c', 'echo one; echo two; echo bad >&2'] };
    const job = aJob({ type: 'batch', groups: [aGroup({ tasks: [aTask({ config })] })] });
    allocId = await cluster.run(job);
    await cluster.untilStatus(allocId, 'complete');
    sleeping = await cluster.run(aJob({ id: 'sleeping' }));
    await cluster.untilStatus(sleeping, 'running');
  });
  afterAll(() => cluster.stop());

  const subject = (name: string): string => `agent.${token(cluster.agent.nodeId)}.${name}`;

  const ask = (name: string, payload: object) =>
    cluster.store.live.request(subject(name), payload, { timeoutMs: 5_000 });

  const readAll = async (request: object, signal = new AbortController().signal) => {
    const options = { timeoutMs: 5_000, signal };
    const pieces: Uint8Array[] = [];
    const payload = { allocId, task: 'main', type: 'stdout', ...request };
    for await (const piece of cluster.store.live.requestStream(subject('logs'), payload, options)) {
      pieces.push(piece);
    }
    return Buffer.concat(pieces).toString('utf8');
  };

  test.each([
    { title: 'plain', request: { plain: true }, expected: 'one\ntwo\n' },
    { title: 'of stderr', request: { plain: true, type: 'stderr' }, expected: 'bad\n' },
    { title: 'from an offset', request: { plain: true, offset: 4 }, expected: 'two\n' },
    {
      title: 'from an offset before the end',
      request: { plain: true, offset: 2, origin: 'end' },
      expected: 'o\n',
    },
    {
      title: 'in frames',
      request: {},
      expected: '{"Data":"b25lCnR3bwo=","File":"alloc/logs/main.stdout.0","Offset":8}',
    },
  ])('read a log $title', async ({ request, expected }) => {
    expect(await readAll(request)).toBe(expected);
  });

  test('follow a log with heartbeats until the reader goes', async () => {
    const reader = new AbortController();
    const options = { timeoutMs: 5_000, signal: reader.signal };
    const payload = { allocId: sleeping, task: 'main', type: 'stdout', follow: true };
    const stream = cluster.store.live.requestStream(subject('logs'), payload, options);
    const iterator = stream[Symbol.asyncIterator]();
    const first = await iterator.next();
    expect(Buffer.from(first.value ?? []).toString('utf8')).toBe('{}');
    reader.abort();
    await iterator.return?.();
  });

  test.each([
    {
      title: 'an unknown allocation',
      request: { allocId: 'ffffffff' },
      error: { code: 'ALLOCATION_NOT_FOUND', message: 'Unknown allocation "ffffffff"' },
    },
    {
      title: 'an unknown task',
      request: { task: 'nope' },
      error: { code: 'REQUEST_INVALID', message: 'unknown task name "nope"' },
    },
    {
      title: 'a path for a task',
      request: { task: '../../client/client-id' },
      error: { code: 'REQUEST_INVALID' },
    },
    {
      title: 'a path for an allocation',
      request: { allocId: `${allocId}/../../client` },
      error: { code: 'ALLOCATION_NOT_FOUND' },
    },
    {
      title: 'another stream',
      request: { type: 'nope' },
      error: { code: 'REQUEST_INVALID', message: 'must provide log type (stdout/stderr)' },
    },
    {
      title: 'another origin',
      request: { origin: 'middle' },
      error: { code: 'REQUEST_INVALID', message: 'origin must be start or end' },
    },
  ])('refuse $title', async ({ request, error }) => {
    await expect(readAll(request)).rejects.toMatchObject(error);
  });

  test('tell what running tasks use', async () => {
    await expect(ask('alloc-stats', { allocId: sleeping })).resolves.toMatchObject({
      main: { memory: { rssBytes: expect.any(Number) } },
    });
    await expect(ask('stats', {})).resolves.toMatchObject({
      allocDir: { sizeBytes: expect.any(Number) },
    });
    await expect(ask('alloc-stats', { allocId: 'x' })).rejects.toMatchObject({
      code: 'ALLOCATION_NOT_FOUND',
    });
  });

  test('restart a task', async () => {
    await ask('alloc-restart', { allocId: sleeping, task: 'main' });
    const row = await cluster.untilAlloc(
      sleeping,
      ({ clientStatus, taskStates }) =>
        clientStatus === 'running' && taskStates['main']?.restarts === 1,
    );
    expect(row.taskStates['main']?.events.map(({ type }) => type)).toContain('Restart Signaled');
  });

  test.each([
    { request: { task: 'nope' }, error: 'Could not find task runner for task: nope' },
    {
      request: { task: 'main', all: true },
      error: 'task name cannot be set when restarting all tasks',
    },
  ])('refuse to restart $request', async ({ request, error }) => {
    const asked = ask('alloc-restart', { allocId: sleeping, ...request });
    await expect(asked).rejects.toMatchObject({ message: error });
  });

  test('send a signal, and tell the task of it first', async () => {
    const config = {
      command: '/bin/sh',
      args: ['-c', 'trap "echo got it; exit 7" USR1; echo up; while :; do sleep 0.05; done'],
    };
    const job = aJob({
      id: 'listening',
      type: 'batch',
      groups: [aGroup({ tasks: [aTask({ config })] })],
    });
    const listening = await cluster.run(job);
    await cluster.untilStatus(listening, 'running');
    await firstOutputOf(listening);
    await ask('alloc-signal', { allocId: listening, task: 'main', signal: 'usr1' });
    const row = await cluster.untilStatus(listening, 'failed');
    const types = row.taskStates['main']?.events.map(({ type }) => type) ?? [];
    expect(types.slice(types.indexOf('Signaling'))).toEqual([
      'Signaling',
      'Terminated',
      'Not Restarting',
    ]);
    expect(await readAll({ allocId: listening, plain: true })).toBe('up\ngot it\n');
    await expect(
      ask('alloc-signal', { allocId: listening, signal: 'SIGHUP' }),
    ).rejects.toMatchObject({
      message: '1 error occurred:\n\t* Failed to signal task: main, err: Task not running\n\n',
    });
  });

  test.each([
    { request: { signal: 'NOPE' }, error: 'unknown signal "NOPE"' },
    { request: { signal: 'SIGHUP', task: 'nope' }, error: 'Task not found' },
  ])('refuse the signal $request', async ({ request, error }) => {
    const asked = ask('alloc-signal', { allocId: sleeping, ...request });
    await expect(asked).rejects.toMatchObject({ message: error });
  });

  /** Waits until a task has written something. */
  async function firstOutputOf(writing: string): Promise<void> {
    const reader = new AbortController();
    const options = { timeoutMs: 5_000, signal: reader.signal };
    const payload = { allocId: writing, task: 'main', type: 'stdout', follow: true, plain: true };
    const pieces = cluster.store.live.requestStream(subject('logs'), payload, options);
    const iterator = pieces[Symbol.asyncIterator]();
    await iterator.next();
    reader.abort();
  }
});
