import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../json.ts';
import type { TaskHandle } from '../task-driver.ts';
import { ManualTimer } from '../testing/manual-timer.ts';
import { logOf, newSpec } from '../testing/task-spec.ts';
import type { TaskSpec } from '../task-spec.ts';
import { MockDriver } from './mock-driver.ts';

const NEVER = new AbortController().signal;
let root = '';
let timer = new ManualTimer();
let driver = new MockDriver({ timer });

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'steppe-mock-'));
  timer = new ManualTimer();
  driver = new MockDriver({ timer });
});
afterEach(async () => {
  await driver.close();
  await rm(root, { recursive: true, force: true });
});

async function start(config: JsonObject): Promise<{ handle: TaskHandle; spec: TaskSpec }> {
  const spec = await newSpec(root, config);
  return { handle: await driver.start(spec), spec };
}

test('a task runs for its time and ends as it was told to', async () => {
  const { handle } = await start({
    run_for: '10s',
    exit_code: 3,
    exit_signal: 9,
    exit_err_msg: 'no',
  });
  const ended = driver.wait(handle, NEVER);
  timer.advance(9_999);
  expect((await driver.stats(handle)).atMs).toBe(9_999);
  timer.advance(1);
  expect(await ended).toEqual({ exitCode: 3, signal: 9, oomKilled: false, error: 'no' });
});

test('a start is held up and then fails', async () => {
  const starting = start({
    start_block_for: '5s',
    start_error: 'no',
    start_error_recoverable: true,
  });
  await timer.untilScheduled();
  timer.advance(5_000);
  await expect(starting).rejects.toMatchObject({ message: 'no', recoverable: true });
});

test('a text is printed again and again', async () => {
  const { handle, spec } = await start({
    run_for: '10s',
    stdout_string: 'tick\n',
    stdout_repeat: 2,
    stdout_repeat_duration: '1s',
  });
  for (let second = 0; second < 10; second++) timer.advance(1_000);
  await driver.wait(handle, NEVER);
  expect(await logOf(spec, 'stdout')).toBe('tick\ntick\ntick\n');
});

test('a task takes its time to die, but not longer than the timeout', async () => {
  const { handle } = await start({ run_for: '1h', kill_after: '10s' });
  const stopping = driver.stop(handle, { signal: 'SIGTERM', timeoutMs: 5_000 });
  timer.advance(5_000);
  await stopping;
  expect((await driver.wait(handle, NEVER)).exitCode).toBe(137);
});

test('signals fail when they shall', async () => {
  const { handle } = await start({ run_for: '1h', signal_error: 'deaf' });
  await expect(driver.signal(handle, 'SIGHUP')).rejects.toThrow('deaf');
});

test('exec does what exec_command says', async () => {
  const { handle } = await start({
    run_for: '1h',
    exec_command: { stdout_string: 'out', stderr_string: 'err', exit_code: 4 },
  });
  const session = await driver.exec(handle, { command: ['anything'], tty: false });
  timer.advance(0);
  const output = { stdout: '', stderr: '' };
  for await (const { stream, data } of session.output) output[stream] += data.toString();
  expect(output).toEqual({ stdout: 'out', stderr: 'err' });
  expect((await session.exit).exitCode).toBe(4);
});

test('the address that a driver would give is that of its config', async () => {
  const { handle } = await start({
    run_for: '1h',
    driver_ip: '10.0.0.1',
    driver_advertise: true,
    driver_port_map: 'http:80 admin:81',
  });
  expect(handle.network).toEqual({
    ip: '10.0.0.1',
    portMap: { http: 80, admin: 81 },
    autoAdvertise: true,
  });
});

test('the driver falls ill when its plugin exits', async () => {
  await start({ run_for: '1h', plugin_exit_after: '1m' });
  expect(await driver.fingerprint()).toMatchObject({ healthy: true });
  timer.advance(60_000);
  expect(await driver.fingerprint()).toMatchObject({ healthy: false });
});

test('a new driver takes up a task for the rest of its time', async () => {
  const { handle } = await start({ run_for: '10s', exit_code: 3 });
  timer.advance(6_000);
  await driver.close();
  driver = new MockDriver({ timer });
  expect(await driver.recover(handle)).toBe(true);
  const ended = driver.wait(handle, NEVER);
  timer.advance(4_000);
  expect((await ended).exitCode).toBe(3);
});
