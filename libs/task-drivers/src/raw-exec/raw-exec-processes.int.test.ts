import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '../json.ts';
import { readProcStat } from '../process/proc-stat.ts';
import type { TaskHandle, TaskStats } from '../task-driver.ts';
import type { TaskSpec } from '../task-spec.ts';
import { logOf, newSpec, untilLogged } from '../testing/task-spec.ts';
import { Faults } from '../testing/faults.ts';
import { RawExecDriver } from './raw-exec-driver.ts';

const faults = new Faults();

const NEVER = new AbortController().signal;
let root = '';
let driver = newDriver();
const started: TaskHandle[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'steppe-raw-exec-'));
  driver = newDriver();
});
afterEach(async () => {
  for (const handle of started.splice(0)) await driver.destroy(handle);
  await driver.close();
  faults.expectNone();
  await rm(root, { recursive: true, force: true });
});

function newDriver(): RawExecDriver {
  return new RawExecDriver({
    enabled: true,
    deniedEnvvars: ['SECRET_*'],
    onError: faults.add,
  });
}

const sh = (script: string): JsonObject => ({ command: '/bin/sh', args: ['-c', script] });

async function start(
  config: JsonObject,
  overrides: Partial<TaskSpec> = {},
): Promise<{ handle: TaskHandle; spec: TaskSpec }> {
  const spec = await newSpec(root, config, overrides);
  const handle = await driver.start(spec);
  started.push(handle);
  return { handle, spec };
}

async function coresOf(pid: number): Promise<string> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return /Cpus_allowed_list:\s+(\S+)/u.exec(status)?.[1] ?? '';
}

async function untilGone(pid: number): Promise<void> {
  while (readProcStat(pid) !== undefined) await new Promise(setImmediate);
}

test('without being enabled the driver is not there', async () => {
  const disabled = new RawExecDriver({ onError: () => undefined });
  expect(await disabled.fingerprint()).toEqual({
    detected: false,
    healthy: false,
    healthDescription: 'disabled',
    attributes: {},
  });
});

test('the default kill signal is SIGINT, told as exit code 130 and signal 2', async () => {
  const { handle } = await start({ command: 'sleep', args: ['600'] });
  await driver.stop(handle, { timeoutMs: 30_000 });
  expect(await driver.wait(handle, NEVER)).toEqual({ exitCode: 130, signal: 2, oomKilled: false });
});

test('the task does not inherit an ignored SIGINT', async () => {
  const { handle, spec } = await start(sh('grep SigIgn /proc/self/status'));
  await driver.wait(handle, NEVER);
  expect(await logOf(spec, 'stdout')).toBe('SigIgn:\t0000000000000000\n');
});

test('stop leaves no grandchild, be it in a session of its own', async () => {
  const script =
    'sleep 600 & setsid sleep 600 & echo $! $(cat /proc/$!/stat | cut -d" " -f1); wait';
  const { handle, spec } = await start(sh(`trap "" TERM; ${script}`));
  const pids = (await untilLogged(spec, /\n/u)).trim().split(' ').map(Number);
  await driver.stop(handle, { signal: 'SIGTERM', timeoutMs: 100 });
  for (const pid of pids) await untilGone(pid);
  expect((await driver.wait(handle, NEVER)).signal).toBe(9);
});

test('stop finds a daemon that has left the session and the parent behind', async () => {
  const allocId = randomUUID();
  const env = { NOMAD_ALLOC_ID: allocId, NOMAD_TASK_NAME: 'web' };
  const daemon = 'setsid sh -c "sleep 600 & echo \\$!"; exec sleep 600';
  const { handle, spec } = await start(sh(daemon), { allocId, env });
  const pid = Number(await untilLogged(spec, /\n/u));
  await driver.stop(handle, { signal: 'SIGTERM', timeoutMs: 30_000 });
  await untilGone(pid);
  expect((await driver.wait(handle, NEVER)).signal).toBe(15);
});

test('destroy ends what a task has left in the background', async () => {
  const { handle, spec } = await start(sh('sleep 600 & echo $!'));
  await driver.wait(handle, NEVER);
  const pid = Number(await logOf(spec, 'stdout'));
  expect(readProcStat(pid)).toBeDefined();
  await driver.destroy(handle);
  await untilGone(pid);
});

test('variables that a shell would drop arrive, and denied ones do not', async () => {
  const { handle, spec } = await start(
    { command: 'env', denied_envvars: ['ALSO'] },
    { env: { 'app.name': "it's\nfine", SECRET_KEY: 'x', ALSO: 'x', PATH: '/usr/bin:/bin' } },
  );
  await driver.wait(handle, NEVER);
  const lines = await logOf(spec, 'stdout');
  expect(lines).toContain("app.name=it's\nfine\n");
  expect(lines).not.toMatch(/SECRET_KEY|ALSO/u);
});

test('a program in the local directory is found before PATH, and work_dir is within the task', async () => {
  const spec = await newSpec(root, { command: 'sleep', work_dir: 'local' });
  await writeFile(join(spec.paths.localDir, 'sleep'), '#!/bin/sh\npwd\n', { mode: 0o755 });
  const handle = await driver.start(spec);
  started.push(handle);
  await driver.wait(handle, NEVER);
  expect(await logOf(spec, 'stdout')).toBe(`${spec.paths.localDir}\n`);
});

test('a task with a core of its own runs on it', async () => {
  const resources = { cpuMhz: 100, memoryMb: 64, cores: [0] };
  const { spec } = await start(sh('grep Cpus_allowed_list /proc/self/status'), { resources });
  expect(await untilLogged(spec, /\n$/u)).toBe('Cpus_allowed_list:\t0\n');
});

test('a task that runs is kept to other cores, with all that it has started', async () => {
  const { handle, spec } = await start(sh('sleep 600 & echo $!; exec sleep 600'));
  const child = Number(await untilLogged(spec, /\n/u));
  await driver.keepToCores(handle, [0]);
  expect(await coresOf(child)).toBe('0');
  await driver.keepToCores(handle, [0, 1]);
  expect(await coresOf(child)).toBe('0-1');
});

test('a task runs as its user with that user groups, and an unknown user is refused', async () => {
  const { handle, spec } = await start(sh('id -un'), { user: 'nobody' });
  await driver.wait(handle, NEVER);
  expect(await logOf(spec, 'stdout')).toBe('nobody\n');
  await expect(start(sh('true'), { user: 'no-such-user' })).rejects.toThrow(
    'failed to run as user "no-such-user": there is no such user on this machine',
  );
});

test('exec has no more rights than the task', async () => {
  const { handle } = await start({ command: 'sleep', args: ['600'] }, { user: 'nobody' });
  const session = await driver.exec(handle, { command: ['id', '-un'], tty: false });
  let shown = '';
  for await (const { data } of session.output) shown += data.toString();
  expect(shown).toBe('nobody\n');
});

test('a second start of a task whose handle was never noted adopts what the first began', async () => {
  // Not as a child of the shell: dash loses a SIGINT that comes while it starts one.
  const spec = await newSpec(root, sh('echo begun; exec sleep 600'));
  const first = await driver.start(spec);
  started.push(first);
  await untilLogged(spec, 'begun\n');
  await driver.close();
  driver = newDriver();
  const second = await driver.start(spec);
  expect(second.state['leader']).toEqual(first.state['leader']);
  await driver.stop(second, { timeoutMs: 30_000 });
  expect(await logOf(spec, 'stdout')).toBe('begun\n');
});

test('a task whose supervisor was killed as well tells that its status is lost', async () => {
  const { handle, spec } = await start(sh('echo $$ $PPID; exec sleep 600'));
  const pids = (await untilLogged(spec, /\n/u)).trim().split(' ').map(Number);
  for (const pid of pids.toReversed()) process.kill(pid, 'SIGKILL');
  const result = await driver.wait(handle, NEVER);
  expect(result.error).toBe('the exit status was lost: the process and its supervisor are gone');
});

test('a pid that now belongs to another process is not taken for the task', async () => {
  const { handle } = await start({ command: 'sleep', args: ['600'] });
  const { leader, ...state } = JSON.parse(JSON.stringify(handle.state));
  const stale = {
    ...handle,
    taskName: 'other',
    state: { ...state, stateDir: root, leader: { ...leader, startTicks: leader.startTicks - 1 } },
  };
  expect(await driver.recover(stale)).toBe(false);
  expect(readProcStat(leader.pid)).toBeDefined();
});

test('exec runs beside the task with its environment', async () => {
  const { handle } = await start({ command: 'sleep', args: ['600'] });
  const session = await driver.exec(handle, {
    command: ['sh', '-c', 'cat; echo "$GREETING" >&2; exit 3'],
    tty: false,
  });
  session.stdin.end('typed');
  const output = { stdout: '', stderr: '' };
  for await (const { stream, data } of session.output) output[stream] += data.toString();
  expect(output).toEqual({ stdout: 'typed', stderr: expect.stringContaining('hello $HOME') });
  expect((await session.exit).exitCode).toBe(3);
});

test('exec with a terminal has its size, also after a change', async () => {
  const { handle } = await start({ command: 'sleep', args: ['600'] });
  const session = await driver.exec(handle, {
    command: ['sh', '-c', 'stty size; read line; stty size; exit 4'],
    tty: true,
    size: { rows: 11, columns: 22 },
  });
  let shown = '';
  for await (const { data } of session.output) {
    const before = shown;
    shown += data.toString();
    if (!before.includes('11 22') && shown.includes('11 22')) {
      await session.resize({ rows: 33, columns: 44 });
      session.stdin.write('go\n');
    }
  }
  expect(shown).toContain('33 44');
  expect((await session.exit).exitCode).toBe(4);
});

test('a task goes on when the process that started it is killed, and its exit code is kept', async () => {
  const spec = await newSpec(root, sh('until [ -e go ]; do sleep 0.02; done; exit 9'));
  await writeFile(join(root, 'spec.json'), JSON.stringify(spec));
  const agentFile = fileURLToPath(new URL('../testing/one-shot-agent.ts', import.meta.url));
  const agent = spawn(process.execPath, [agentFile, join(root, 'spec.json')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(agent.stdout, 'data');
  agent.kill('SIGKILL');
  await once(agent, 'exit');

  const handle = JSON.parse(String(line));
  started.push(handle);
  expect(await driver.recover(handle)).toBe(true);
  await writeFile(join(spec.paths.taskDir, 'go'), '');
  expect((await driver.wait(handle, NEVER)).exitCode).toBe(9);
});

test('a process that prints more than its files may hold keeps the newest', async () => {
  const { handle, spec } = await start(
    sh(
      'i=0; while [ $i -lt 40 ]; do head -c 65536 /dev/zero | tr "\\0" a; i=$((i+1)); sleep 0.1; done',
    ),
  );
  await driver.wait(handle, NEVER);
  const sizes = await Promise.all(
    [1, 2].map(async (index) => (await stat(join(spec.paths.logsDir, `web.stdout.${index}`))).size),
  );
  expect(sizes[0]).toBeGreaterThanOrEqual(1024 * 1024);
  expect(await readFile(join(spec.paths.logsDir, 'web.stdout.1'), 'utf8')).toMatch(/^a+$/u);
}, 20_000);

function isBusy({ cpu }: TaskStats): boolean {
  return (cpu.userPercent ?? 0) > 0 && (cpu.systemPercent ?? 0) > 0;
}

test('what a task uses is measured of each of its processes, in user space and in the kernel', async () => {
  const { handle } = await start(sh('while :; do :; done & while :; do : < /dev/null; done'));
  let stats = await driver.stats(handle);
  while (!isBusy(stats)) stats = await driver.stats(handle);
  expect(stats.memory.swapBytes).toBe(0);
  expect(stats.processes?.length).toBeGreaterThanOrEqual(2);
  const own = stats.processes?.find(({ cpu }) => cpu.percent > 0);
  expect(own?.memory.rssBytes).toBeGreaterThan(0);
});
