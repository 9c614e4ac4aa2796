import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SteppeError, token } from '@steppe/domain';
import { openMemoryStore } from '@steppe/event-log';
import { Cluster } from './testing/cluster.ts';
import { aGroup, aJob, aTask } from './testing/jobs.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const CLOSE = { stdin: { close: true } };

/** How a session without a terminal ends. */
const ends = (code: number) => [
  { stderr: { close: true } },
  { stdout: { close: true } },
  { exited: true, result: code === 0 ? {} : { exit_code: code } },
];

describe('commands inside tasks', () => {
  let cluster: Cluster;
  let allocId = '';
  let sessions = 0;

  beforeAll(async () => {
    cluster = await Cluster.start(openMemoryStore());
    const env = { COLOUR: 'green' };
    allocId = await cluster.run(aJob({ groups: [aGroup({ tasks: [aTask({ env })] })] }));
    await cluster.untilStatus(allocId, 'running');
  });
  afterAll(() => cluster.stop());

  /** Opens a session; what is written to `input`, a frame a time, is what the command gets. */
  function open(request: object, signal = new AbortController().signal) {
    const { live } = cluster.store;
    const sessionId = `session-${(sessions += 1)}`;
    const input = new PassThrough({ objectMode: true });
    live.serveStream(`exec-input.${sessionId}`, async function* frames() {
      for await (const frame of input) yield Buffer.from(JSON.stringify(frame));
    });
    const payload = { allocId, task: 'main', sessionId, ...request };
    const options = { timeoutMs: 5_000, signal };
    const subject = `agent.${token(cluster.agent.nodeId)}.exec`;
    return { input, pieces: live.requestStream(subject, payload, options) };
  }

  /** All frames of a session, with the texts of each stream joined and the other frames as they came. */
  async function run(request: object, ...frames: object[]) {
    const { input, pieces } = open(request);
    for (const frame of frames) input.write(frame);
    const texts = { stdout: '', stderr: '' };
    const rest: unknown[] = [];
    for await (const piece of pieces) {
      const frame = JSON.parse(Buffer.from(piece).toString('utf8'));
      const [stream] = Object.keys(frame);
      const data = frame[String(stream)].data;
      if (data === undefined) rest.push(frame);
      else if (stream === 'stdout') texts.stdout += Buffer.from(data, 'base64').toString('utf8');
      else texts.stderr += Buffer.from(data, 'base64').toString('utf8');
    }
    return { ...texts, rest };
  }

  test.each([
    {
      title: 'tells both streams and the exit code, though its input stays open',
      command: ['/bin/sh', '-c', 'echo out; echo err >&2; exit 3'],
      frames: [],
      expected: { stdout: 'out\n', stderr: 'err\n', rest: ends(3) },
    },
    {
      title: 'reads until its input is closed',
      command: ['cat'],
      frames: [
        { stdin: { data: base64('piped ') } },
        {},
        { stdin: { data: base64('text') } },
        CLOSE,
      ],
      expected: { stdout: 'piped text', stderr: '', rest: ends(0) },
    },
    {
      title: 'has the environment of its task',
      command: ['/bin/sh', '-c', 'echo $COLOUR $NOMAD_TASK_NAME'],
      frames: [CLOSE],
      expected: { stdout: 'green main\n', stderr: '', rest: ends(0) },
    },
    {
      title: 'says by which signal it ended',
      command: ['/bin/sh', '-c', 'kill -9 $$'],
      frames: [],
      expected: { stdout: '', stderr: '', rest: ends(137) },
    },
  ])('a command $title', async ({ command, frames, expected }) => {
    expect(await run({ command }, ...frames)).toEqual(expected);
  });

  test('a command on a terminal finds it as large as it is', async () => {
    const size = { tty_size: { height: 40, width: 120 } };
    const { stdout, rest } = await run(
      { command: ['/bin/sh', '-c', 'tty; stty size'], tty: true },
      size,
    );
    expect(stdout).toMatch(/^\/dev\/pts\/\d+\r\n40 120\r\n$/);
    expect(rest).toEqual([{ stdout: { close: true } }, { exited: true, result: {} }]);
  });

  test('a client without a screen sends a size of nothing', async () => {
    const { rest } = await run({ command: ['true'], tty: true }, { tty_size: {} });
    expect(rest.at(-1)).toEqual({ exited: true, result: {} });
  });

  test('what is no frame ends the session, and nothing else', async () => {
    const session = run({ command: ['cat'], tty: true }, { tty_size: { height: 'x' } });
    await expect(session).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    const { rest } = await run({ command: ['cat'] }, { stdin: 7 });
    expect(rest.at(-1)).toEqual({ exited: true, result: { exit_code: 137 } });
  });

  test('more than any buffer holds passes whole in both directions', async () => {
    const part = 'x'.repeat(60_000);
    const parts = Array.from({ length: 60 }, () => ({ stdin: { data: base64(part) } }));
    const { stdout } = await run({ command: ['cat'] }, ...parts, CLOSE);
    expect(stdout.length).toBe(60 * part.length);
  });

  test.each([
    { request: { command: ['nosuchcommand'] }, says: /"nosuchcommand"/, code: 'DRIVER_FAILURE' },
    {
      request: { command: ['true'], task: 'nope' },
      says: /^task not found$/,
      code: 'TASK_NOT_FOUND',
    },
    { request: { command: [] }, says: /./, code: 'REQUEST_INVALID' },
    { request: { command: ['true'], sessionId: 'a.*' }, says: /./, code: 'REQUEST_INVALID' },
    {
      request: { command: ['true'], allocId: 'nope' },
      says: /^Unknown/,
      code: 'ALLOCATION_NOT_FOUND',
    },
  ])('refuses $request', async ({ request, says, code }) => {
    await expect(run(request)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(says),
    });
  });

  test('when whoever asked goes away, the command is ended', async () => {
    const reader = new AbortController();
    const command = ['/bin/sh', '-c', 'echo $$; exec sleep 600'];
    const { pieces } = open({ command }, reader.signal);
    const iterator = pieces[Symbol.asyncIterator]();
    const first = await iterator.next();
    const { stdout } = JSON.parse(Buffer.from(first.value ?? '').toString('utf8'));
    const pid = Number(Buffer.from(stdout.data, 'base64').toString('utf8'));
    expect(isAlive(pid)).toBe(true);
    reader.abort();
    await iterator.return?.();
    await untilGone(pid);
  });

  test('when what it is to read breaks off, the command is ended', async () => {
    const { input, pieces } = open({ command: ['/bin/sh', '-c', 'echo up; exec sleep 600'] });
    const iterator = pieces[Symbol.asyncIterator]();
    await iterator.next();
    input.destroy(new SteppeError('NODE_UNREACHABLE', 'the connection is lost'));
    const rest: string[] = [];
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      rest.push(Buffer.from(next.value).toString('utf8'));
    }
    expect(rest.at(-1)).toBe('{"exited":true,"result":{"exit_code":137}}');
  });
});

test('a client that allows no commands in its tasks runs none', async () => {
  const cluster = await Cluster.start(openMemoryStore(), { config: { allowsExec: false } });
  const payload = { allocId: 'a1', task: 'main', sessionId: 's1', command: ['/bin/true'] };
  const subject = `agent.${token(cluster.agent.nodeId)}.exec`;
  const signal = new AbortController().signal;
  const pieces = cluster.store.live.requestStream(subject, payload, { timeoutMs: 5_000, signal });
  const [outcome] = await Promise.allSettled([pieces[Symbol.asyncIterator]().next()]);
  expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'PERMISSION_DENIED' } });
  await cluster.stop();
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Looks until a process is gone; the test's own timeout is the limit. */
async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setImmediate(resolve));
}
