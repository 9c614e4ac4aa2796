import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { SteppeError } from '@steppe/domain';
import {
  ALLOC_ID,
  NODE_ID,
  openClusterWithAllocation,
  type TestCluster,
} from '../../testing/api.ts';

let cluster: TestCluster;
let asked: unknown[] = [];
let received: unknown[] = [];

const frame = (value: object): Uint8Array => Buffer.from(JSON.stringify(value));
const data = (text: string) => ({ data: Buffer.from(text).toString('base64') });

beforeAll(async () => {
  cluster = await openClusterWithAllocation();
  const { live } = cluster.store;
  // A command that reads all that there is, and then ends as its first argument says.
  live.serveStream(`agent.${NODE_ID}.exec`, async function* exec({ payload, signal }) {
    const { sessionId, command, ...rest } = Object(payload);
    asked.push({ command, ...rest });
    if (command[0] === 'nosuch') throw new SteppeError('DRIVER_FAILURE', 'no such command');
    yield frame({ stdout: data('out\n') });
    yield frame({ stderr: data('err\n') });
    const options = { timeoutMs: 1_000, signal };
    if (command[0] === 'endless')
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    for await (const piece of live.requestStream(`exec-input.${sessionId}`, {}, options)) {
      const input = JSON.parse(Buffer.from(piece).toString('utf8'));
      received.push(input);
      if (input.stdin?.data !== undefined) yield frame({ stdout: input.stdin });
      if (input.stdin?.close) break;
    }
    yield frame({ stderr: { close: true } });
    yield frame({ stdout: { close: true } });
    yield frame({ exited: true, result: { exit_code: Number(command[1] ?? 0) } });
  });
});
beforeEach(() => {
  asked = [];
  received = [];
});
afterAll(() => cluster.close());

const exec = (argv: readonly string[], options = {}) =>
  cluster.run(['alloc', 'exec', ...argv], options);

test('output, errors and the exit code are those of the command', async () => {
  expect(await exec(['8bb1', 'cat', '3', '-h'], { stdin: 'piped text' })).toEqual({
    code: 3,
    stdout: 'out\npiped text',
    stderr: 'err\n',
  });
  expect(asked).toEqual([
    { allocId: ALLOC_ID, task: 'server', command: ['cat', '3', '-h'], tty: false },
  ]);
  expect(received).toEqual([{ stdin: data('piped text') }, { stdin: { close: true } }]);
});

test('without -i the command gets nothing to read', async () => {
  const { code } = await exec(['-i=false', '-t=false', '8bb1', 'cat'], { stdin: 'ignored' });
  expect([code, received]).toEqual([0, [{ stdin: { close: true } }]]);
});

test.each([
  { argv: ['-job', 'hello', 'cat'], asks: { command: ['cat'], tty: false } },
  { argv: ['-task', 'server', '8bb1', '--', 'cat'], asks: { command: ['cat'], tty: false } },
  { argv: ['-t', '8bb1', 'cat'], asks: { command: ['cat'], tty: true } },
])('steppe alloc exec $argv', async ({ argv, asks }) => {
  expect(await exec(argv)).toMatchObject({ code: 0, stdout: 'out\n' });
  expect(asked).toEqual([{ allocId: ALLOC_ID, task: 'server', ...asks }]);
});

test('the escape sequence leaves a terminal', async () => {
  expect(await exec(['-t', '8bb1', 'endless'], { stdin: 'ls\r~.' })).toMatchObject({ code: 130 });
});

test('Ctrl-C leaves a command', async () => {
  const interrupted = new AbortController();
  const running = exec(['-i=false', '8bb1', 'endless'], { signal: interrupted.signal });
  interrupted.abort();
  expect(await running).toMatchObject({ code: 130 });
});

test.each([
  { argv: [], says: 'An allocation ID is required' },
  { argv: ['8bb1'], says: 'A command is required' },
  { argv: ['-e', 'abc', '8bb1', 'ls'], says: "-e requires 'none' or a single character" },
  { argv: ['-i=false', '-t', '8bb1', 'ls'], says: '-i must be enabled if running with tty' },
  {
    argv: ['-task', 'nope', '8bb1', 'ls'],
    says: 'Could not find task named: nope, found:\nserver',
  },
  { argv: ['ffffffff', 'ls'], says: 'No allocation(s) with prefix or id "ffffffff" found' },
  { argv: ['8bb1', 'nosuch'], says: 'failed to exec into task: no such command' },
])('steppe alloc exec $argv fails', async ({ argv, says }) => {
  const { code, stdout, stderr } = await exec(argv);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain(says);
});
