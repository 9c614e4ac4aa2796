import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type CgroupLayout, findCgroups } from '../isolation/cgroup-layout.ts';
import { taskCgroupDirs } from '../isolation/task-cgroup.ts';
import type { JsonObject } from '../json.ts';
import { readProcEntries } from '../process/proc-entries.ts';
import { readAllProcStats, readProcStat } from '../process/proc-stat.ts';
import { ProcessIdentity } from '../process/process-identity.ts';
import type { TaskHandle } from '../task-driver.ts';
import type { TaskSpec } from '../task-spec.ts';
import { Faults } from '../testing/faults.ts';
import { logOf, newSpec, untilLogged } from '../testing/task-spec.ts';
import { ExecDriver } from './exec-driver.ts';

const faults = new Faults();
const NEVER = new AbortController().signal;
let root = '';
let driver = newDriver();

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'steppe-exec-'));
  driver = newDriver();
});
afterEach(async () => {
  await driver.close();
  faults.expectNone();
  await rm(root, { recursive: true, force: true });
});

function newDriver(): ExecDriver {
  return new ExecDriver({ onError: faults.add });
}

/** Each process of it carries a word of its own in its arguments. */
async function newMarkedSpec(script: string): Promise<{ spec: TaskSpec; mark: string }> {
  const mark = randomUUID();
  const config: JsonObject = { command: '/bin/sh', args: ['-c', script, mark] };
  return { spec: await newSpec(root, config), mark };
}

const LEAVE_DAEMON =
  'setsid sh -c "trap : TERM INT; echo ready; while :; do sleep 600; done" "$0" &';

async function processesOf(mark: string): Promise<string[]> {
  const all = await readAllProcStats();
  return all
    .map(({ pid }) => readProcEntries(pid, 'cmdline'))
    .filter((words) => words.includes(mark))
    .flat();
}

/** The supervisor tells the end and is gone a moment later; a test that waits in vain runs into its time limit. */
async function untilNoneOf(mark: string): Promise<void> {
  while ((await processesOf(mark)).length > 0) await setTimeout(10);
}

async function layoutOfMachine(): Promise<CgroupLayout | undefined> {
  const found = await findCgroups();
  return 'layout' in found ? found.layout : undefined;
}

/** What a task has on the machine besides its directories. */
async function remainsOf(spec: TaskSpec, mark: string) {
  const mounts = await readFile('/proc/self/mountinfo', 'utf8');
  const layout = await layoutOfMachine();
  const dirs = layout === undefined ? [] : taskCgroupDirs(layout, `${spec.allocId}.web`);
  return {
    mounts: mounts.split('\n').filter((line) => line.includes(root)),
    processes: await processesOf(mark),
    cgroups: dirs.filter((dir) => existsSync(dir)),
    stateDir: existsSync(join(spec.paths.driverDir, 'web')),
  };
}

const Leader = z.object({ leader: ProcessIdentity });

const NOTHING = { mounts: [], processes: [], cgroups: [], stateDir: false };

async function startUnderKilledAgent(spec: TaskSpec): Promise<TaskHandle> {
  const file = join(root, 'spec.json');
  await writeFile(file, JSON.stringify(spec));
  const program = fileURLToPath(new URL('../testing/one-shot-agent.ts', import.meta.url));
  const agent = spawn(process.execPath, [program, file, 'exec'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(agent.stdout, 'data');
  agent.kill('SIGKILL');
  await once(agent, 'exit');
  return JSON.parse(String(line));
}

test('the mounts of a running task are not among those of the host, and destroy leaves nothing', async () => {
  const { spec, mark } = await newMarkedSpec(`${LEAVE_DAEMON} wait`);
  const handle = await driver.start(spec, () => undefined);
  await untilLogged(spec, 'ready\n');
  const running = await remainsOf(spec, mark);
  expect(running).toMatchObject({ mounts: [], stateDir: true });
  expect(running.processes).not.toEqual([]);
  expect((await driver.stats(handle)).pids.length).toBeGreaterThanOrEqual(3);
  await driver.destroy(handle);
  expect(await remainsOf(spec, mark)).toEqual(NOTHING);
});

test('what a task leaves in the background ends with it', async () => {
  const { spec, mark } = await newMarkedSpec(
    `${LEAVE_DAEMON} until [ -e /local/go ]; do sleep 0.02; done; exit 3`,
  );
  const handle = await driver.start(spec, () => undefined);
  await untilLogged(spec, 'ready\n');
  await writeFile(join(spec.paths.localDir, 'go'), '');
  expect((await driver.wait(handle, NEVER)).exitCode).toBe(3);
  await untilNoneOf(mark);
  await driver.destroy(handle);
  expect(await remainsOf(spec, mark)).toEqual(NOTHING);
});

test('a start that fails leaves nothing', async () => {
  const { spec, mark } = await newMarkedSpec('true');
  const mounts = [{ hostPath: join(root, 'gone'), taskPath: '/gone', readOnly: false }];
  await expect(driver.start({ ...spec, mounts }, () => undefined)).rejects.toThrow(
    /^failed to launch command .*mount: .*gone/u,
  );
  expect(await remainsOf(spec, mark)).toMatchObject({ mounts: [], processes: [], cgroups: [] });
});

test('a task whose limits can not be set runs without them, says so and leaves nothing', async () => {
  const { spec, mark } = await newMarkedSpec('true');
  const events: string[] = [];
  // No number that a kernel reads.
  const resources = { ...spec.resources, memoryMb: 1e30 };
  const handle = await driver.start({ ...spec, resources }, ({ message }) => events.push(message));
  expect(events).toEqual([expect.stringMatching(/^Limits for cpu and memory do not apply: /u)]);
  expect((await driver.wait(handle, NEVER)).exitCode).toBe(0);
  await driver.destroy(handle);
  expect(await remainsOf(spec, mark)).toEqual(NOTHING);
});

test('a task goes on when its agent is killed, is adopted, and leaves nothing when it ends', async () => {
  const { spec, mark } = await newMarkedSpec(
    `${LEAVE_DAEMON} until [ -e /local/go ]; do sleep 0.02; done; exit 9`,
  );
  const handle = await startUnderKilledAgent(spec);
  expect(await driver.recover(handle)).toBe(true);
  await untilLogged(spec, 'ready\n');
  await writeFile(join(spec.paths.localDir, 'go'), '');
  expect((await driver.wait(handle, NEVER)).exitCode).toBe(9);
  await driver.destroy(handle);
  expect(await remainsOf(spec, mark)).toEqual(NOTHING);
});

test('a running task of a killed agent is destroyed without being adopted', async () => {
  const { spec, mark } = await newMarkedSpec(`${LEAVE_DAEMON} wait`);
  const handle = await startUnderKilledAgent(spec);
  await untilLogged(spec, 'ready\n');
  await driver.destroy(handle);
  expect(await remainsOf(spec, mark)).toEqual(NOTHING);
});

test('a task whose supervisor and surroundings are killed from outside leaves nothing', async () => {
  const { spec, mark } = await newMarkedSpec(`${LEAVE_DAEMON} wait`);
  const handle = await driver.start(spec, () => undefined);
  await untilLogged(spec, 'ready\n');
  const { pid } = Leader.parse(handle.state).leader;
  process.kill(readProcStat(pid)?.parentPid ?? 0, 'SIGKILL');
  process.kill(pid, 'SIGKILL');
  expect((await driver.wait(handle, NEVER)).error).toMatch(/^the exit status was lost/u);
  await untilNoneOf(mark);
  await driver.destroy(handle);
  expect(await remainsOf(spec, mark)).toEqual(NOTHING);
});

test('a second start of the same task ends the first, which nobody knows of', async () => {
  const { spec, mark } = await newMarkedSpec('echo $0; exec sleep 600 ');
  const first = await driver.start(spec, () => undefined);
  await untilLogged(spec, `${mark}\n`);
  const agent = newDriver();
  const second = await agent.start(spec, () => undefined);
  expect((await driver.wait(first, NEVER)).exitCode).toBe(137);
  expect((await agent.stats(second)).pids.length).toBeGreaterThan(0);
  await agent.destroy(second);
  await agent.close();
  expect(await remainsOf(spec, mark)).toEqual(NOTHING);
});

test('exec is in the place of the task, with its rights, environment and limits', async () => {
  const { spec, mark } = await newMarkedSpec('echo ready; exec sleep 600');
  const handle = await driver.start(
    { ...spec, env: { WORD: 'it"s', PATH: '/usr/bin' } },
    () => undefined,
  );
  await untilLogged(spec, 'ready\n');
  const session = await driver.exec(handle, {
    command: [
      'sh',
      '-c',
      'id -un; pwd; ls -d /local /home; echo $WORD; cat /proc/1/comm; grep -c steppe /proc/self/cgroup; cat; exit 3',
    ],
    tty: false,
  });
  session.stdin.end('typed');
  const output = { stdout: '', stderr: '' };
  for await (const { stream, data } of session.output) output[stream] += data.toString();
  const groups = (await layoutOfMachine())?.version === 1 ? 2 : 1;
  expect(output.stdout).toBe(`nobody\n/\n/local\nit"s\nsh\n${groups}\ntyped`);
  expect(output.stderr).toMatch(/^ls: cannot access '\/home'/u);
  expect((await session.exit).exitCode).toBe(3);
  await driver.destroy(handle);
  expect(await remainsOf(spec, mark)).toEqual(NOTHING);
});

test('a terminal of exec has its size, and ends with the task', async () => {
  const { spec } = await newMarkedSpec('echo ready; exec sleep 600');
  const handle = await driver.start(spec, () => undefined);
  await untilLogged(spec, 'ready\n');
  const session = await driver.exec(handle, {
    command: ['sh', '-c', 'stty size; exec sleep 600'],
    tty: true,
    size: { rows: 11, columns: 22 },
  });
  let shown = '';
  for await (const { data } of session.output) {
    shown += data.toString();
    if (shown.includes('11 22')) break;
  }
  await driver.destroy(handle);
  expect((await session.exit).exitCode).not.toBe(0);
  expect(await logOf(spec, 'stdout')).toBe('ready\n');
});
