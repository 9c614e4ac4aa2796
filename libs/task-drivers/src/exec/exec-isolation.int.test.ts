import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../json.ts';
import type { DriverEvent, TaskHandle } from '../task-driver.ts';
import type { TaskSpec } from '../task-spec.ts';
import { Faults } from '../testing/faults.ts';
import { logOf, newSpec, untilLogged } from '../testing/task-spec.ts';
import { ExecDriver, type ExecDriverOptions } from './exec-driver.ts';

const faults = new Faults();
const NEVER = new AbortController().signal;
let root = '';
const drivers: ExecDriver[] = [];
const started: { driver: ExecDriver; handle: TaskHandle }[] = [];
const events: DriverEvent[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'steppe-exec-'));
});
afterEach(async () => {
  for (const { driver, handle } of started.splice(0)) await driver.destroy(handle);
  for (const driver of drivers.splice(0)) await driver.close();
  events.length = 0;
  faults.expectNone();
  await rm(root, { recursive: true, force: true });
});

function newDriver(options: Partial<ExecDriverOptions> = {}): ExecDriver {
  const driver = new ExecDriver({ onError: faults.add, ...options });
  drivers.push(driver);
  return driver;
}

const sh = (script: string): JsonObject => ({ command: '/bin/sh', args: ['-c', script] });

async function start(
  spec: TaskSpec,
  options: Partial<ExecDriverOptions> = {},
): Promise<{ driver: ExecDriver; handle: TaskHandle }> {
  const driver = newDriver(options);
  const handle = await driver.start(spec, (event) => events.push(event));
  started.push({ driver, handle });
  return { driver, handle };
}

/** Runs a script to its end and returns what it printed. */
async function outputOf(
  script: string,
  {
    config = {},
    overrides = {},
    options = {},
  }: Partial<{
    config: JsonObject;
    overrides: Partial<TaskSpec>;
    options: Partial<ExecDriverOptions>;
  }> = {},
): Promise<string> {
  const spec = await newSpec(root, { ...sh(script), ...config }, overrides);
  const { driver, handle } = await start(spec, options);
  await driver.wait(handle, NEVER);
  return (await logOf(spec, 'stdout')) + (await logOf(spec, 'stderr'));
}

test('the processes of the host can not be seen', async () => {
  const output = await outputOf(`cat /proc/[0-9]*/comm; ls -d /proc/${process.pid}`);
  // The first process of the namespace, and the task.
  expect(output).toMatch(/^sh\nsh\nls: cannot access/u);
});

test('the root is the directory of the task, with the system read-only and nothing else of the host', async () => {
  await writeFile(join(root, 'secret'), 'of the host');
  const output = await outputOf(
    `ls -A /; cat ${root}/secret; for dir in /etc /usr /sys /dev; do touch $dir/new; done; echo x >/proc/sys/kernel/hostname`,
  );
  expect(output).toMatch(
    /^alloc\nbin\ndev\netc\n(lib\w*\n)*local\nproc\n(run\n)?sbin\nsecrets\nsys\ntmp\nusr\n/u,
  );
  expect(output).toContain(`cat: ${root}/secret: No such file or directory\n`);
  expect(output.match(/Read-only file system/gu)).toHaveLength(5);
});

test('a task with a core of its own stays on it, whatever it asks the kernel for', async () => {
  const resources = { cpuMhz: 100, memoryMb: 64, cores: [0] };
  const script = 'taskset -p -c 0-1023 $$ >/dev/null; grep Cpus_allowed_list /proc/self/status';
  expect(await outputOf(script, { overrides: { resources } })).toBe('Cpus_allowed_list:\t0\n');
});

test('what a task writes is in its directories', async () => {
  const spec = await newSpec(
    root,
    sh(
      'for dir in /alloc /local /secrets /tmp; do echo x >$dir/written; done; ls -l /local | grep -c nobody',
    ),
  );
  const { driver, handle } = await start(spec);
  await driver.wait(handle, NEVER);
  expect(await logOf(spec, 'stderr')).toBe('');
  const { sharedDir, localDir, secretsDir, taskDir } = spec.paths;
  for (const dir of [sharedDir, localDir, secretsDir, join(taskDir, 'tmp')]) {
    expect(await readFile(join(dir, 'written'), 'utf8')).toBe('x\n');
  }
});

test('a task runs as nobody, or as the user that it names', async () => {
  expect(await outputOf('id -un')).toBe('nobody\n');
  expect(await outputOf('id -un', { overrides: { user: 'daemon' } })).toBe('daemon\n');
});

test.each(['root', '0'])('user %s is refused unless the operator allows it', async (user) => {
  const overrides = { user };
  await expect(outputOf('id -u', { overrides })).rejects.toThrow(
    `running as user "${user}" is disallowed on this node`,
  );
  expect(await outputOf('id -u', { overrides, options: { deniedUsers: [] } })).toBe('0\n');
});

test('a task has the usual capabilities and no other, and can drop them', async () => {
  const caps = "grep -E 'Cap(Prm|Eff|Bnd|Amb)' /proc/self/status | cut -f2 | sort -u";
  // AUDIT_WRITE 29, CHOWN 0, DAC_OVERRIDE 1, FOWNER 3, FSETID 4, KILL 5, MKNOD 27, NET_BIND_SERVICE 10,
  // SETFCAP 31, SETGID 6, SETPCAP 8, SETUID 7, SYS_CHROOT 18.
  expect(await outputOf(caps)).toBe('00000000a80405fb\n');
  expect(await outputOf(caps, { config: { cap_drop: ['all'] } })).toBe('0000000000000000\n');
  expect(
    await outputOf(caps, {
      config: { cap_drop: ['all'], cap_add: ['net_raw'] },
      options: { allowCaps: ['net_raw'] },
    }),
  ).toBe('0000000000002000\n');
  await expect(outputOf(caps, { config: { cap_add: ['sys_admin'] } })).rejects.toThrow(
    'driver does not allow the following capabilities: sys_admin',
  );
});

test('root in the chroot can not leave it', async () => {
  await writeFile(join(root, 'secret'), 'of the host');
  const escape = `mkdir /tmp/x && exec 5</ && chroot /tmp/x 2>/dev/null; cd /proc/self/fd/5 2>/dev/null; cat ../../../../../..${root}/secret`;
  const output = await outputOf(
    `${escape}; mknod /tmp/disk b 7 0 && head -c 1 /tmp/disk; umount /etc; mount -o remount,rw /usr`,
    { overrides: { user: 'root' }, options: { deniedUsers: [] } },
  );
  expect(output).not.toContain('of the host');
  expect(output).toMatch(/\/tmp\/disk.*Permission denied/u);
  expect(output.match(/(umount|mount): .*(permission denied|must be superuser)/giu)).toHaveLength(
    2,
  );
});

test.each([
  { kind: 'pid', key: 'pid_mode' },
  { kind: 'ipc', key: 'ipc_mode' },
])('the $kind namespace is its own, or the host’s when asked for', async ({ kind, key }) => {
  const show = `readlink /proc/self/ns/${kind}`;
  const own = await outputOf(show);
  const host = `${await readlink(`/proc/self/ns/${kind}`)}\n`;
  expect(own).toMatch(new RegExp(`^${kind}:`, 'u'));
  expect(own).not.toBe(host);
  expect(await outputOf(show, { config: { [key]: 'host' } })).toBe(host);
  expect(newDriver().validateConfig({ ...sh(''), [key]: 'other' })).toEqual([
    { key, message: `"${key}" must be "private" or "host"` },
  ]);
});

test('stop reaches a task that sees the processes of the host', async () => {
  const spec = await newSpec(root, { ...sh('echo ready; exec sleep 600'), pid_mode: 'host' });
  const { driver, handle } = await start(spec);
  await untilLogged(spec, 'ready\n');
  await driver.stop(handle, { signal: 'SIGTERM', timeoutMs: 30_000 });
  expect((await driver.wait(handle, NEVER)).exitCode).toBe(143);
});

test('a task that uses more memory than it may is killed, and that is told', async () => {
  const spec = await newSpec(root, sh('head -c 100000000 /dev/zero | tail >/dev/null'), {
    resources: { cpuMhz: 100, memoryMb: 16 },
  });
  const { healthDescription } = await newDriver().fingerprint();
  const { driver, handle } = await start(spec);
  // Where the kernel can't limit memory the task ends well, and the driver has said so.
  const isLimited = healthDescription === 'Healthy';
  expect(await driver.wait(handle, NEVER)).toEqual(
    isLimited
      ? { exitCode: 137, signal: 9, oomKilled: true }
      : { exitCode: 0, signal: 0, oomKilled: false },
  );
  expect(events).toHaveLength(isLimited ? 0 : 1);
}, 30_000);

test('what a task uses is counted by its processes and its control groups', async () => {
  const spec = await newSpec(
    root,
    sh('head -c 8M /dev/zero > file; cat file; while :; do :; done'),
  );
  const { driver, handle } = await start(spec);
  let stats = await driver.stats(handle);
  while ((stats.cpu.userPercent ?? 0) === 0 || (stats.memory.cacheBytes ?? 0) < 8 * 2 ** 20) {
    stats = await driver.stats(handle);
  }
  const { rssBytes, usageBytes, swapBytes } = stats.memory;
  expect([rssBytes > 0, (usageBytes ?? 0) > 8 * 2 ** 20, swapBytes]).toEqual([true, true, 0]);
  expect(stats.cpu.throttledPeriods).toEqual(expect.any(Number));
  expect(stats.processes?.map(({ pid }) => pid)).toEqual(stats.pids);
});

test('a task killed by its stop is not told as out of memory', async () => {
  const spec = await newSpec(root, { command: 'sleep', args: ['600'] });
  const { driver, handle } = await start(spec);
  await driver.stop(handle, { signal: 'SIGKILL', timeoutMs: 30_000 });
  expect(await driver.wait(handle, NEVER)).toEqual({ exitCode: 137, signal: 9, oomKilled: false });
});

test('the environment means nothing to the programs that run as root', async () => {
  const env = { LD_PRELOAD: '/no-such-library.so', PATH: '/local', 'app.name': "it's\nfine" };
  const spec = await newSpec(root, { command: '/usr/bin/env' }, { env });
  const { driver, handle } = await start(spec);
  await driver.wait(handle, NEVER);
  expect(await logOf(spec, 'stdout')).toBe(
    "PATH=/local\nLD_PRELOAD=/no-such-library.so\napp.name=it's\nfine\nUSER=nobody\nLOGNAME=nobody\nHOME=/nonexistent\n",
  );
  expect((await logOf(spec, 'stderr')).match(/cannot be preloaded/gu)).toHaveLength(1);
  const supervisorErrors = join(spec.paths.driverDir, spec.taskName, 'supervisor.err');
  expect(await readFile(supervisorErrors, 'utf8')).toBe('');
});

test('a link that an earlier run left in place of a mount point is not followed', async () => {
  const spec = await newSpec(root, sh('true'));
  const elsewhere = join(root, 'elsewhere');
  await mkdir(elsewhere);
  await symlink(elsewhere, join(spec.paths.taskDir, 'run'));
  await symlink(elsewhere, join(spec.paths.taskDir, 'etc'));
  await expect(start(spec)).rejects.toThrow(
    "failed to build chroot: /etc in the task's directory is not a directory",
  );
});

test('volumes are mounted where the task asks for, read-only when it says so', async () => {
  const volume = join(root, 'volume');
  await mkdir(volume);
  await writeFile(join(volume, 'page'), 'hello');
  const mount = { hostPath: volume, readOnly: true };
  const script = 'cat /srv/www/page /alloc/page/page; touch /srv/www/new';
  const mounts = [
    { ...mount, taskPath: '/srv/www' },
    { ...mount, taskPath: '/alloc/page' },
  ];
  expect(await outputOf(script, { overrides: { mounts } })).toMatch(
    /^hellohellotouch: .*Read-only file system/u,
  );
  const inSystem = [{ ...mount, taskPath: '/etc/page' }];
  await expect(outputOf(script, { overrides: { mounts: inSystem } })).rejects.toThrow(
    "a volume can't be mounted at /etc/page",
  );
});

test('a program is found in the local directory before PATH, and work_dir is in the chroot', async () => {
  const spec = await newSpec(root, { command: 'sleep', work_dir: '/local' });
  await writeFile(join(spec.paths.localDir, 'sleep'), '#!/bin/sh\npwd\n', { mode: 0o755 });
  const { driver, handle } = await start(spec);
  await driver.wait(handle, NEVER);
  expect(await logOf(spec, 'stdout')).toBe('/local\n');
  await expect(outputOf('pwd', { config: { work_dir: '/nowhere' } })).rejects.toThrow(
    "work_dir /nowhere is not in the task's chroot",
  );
});

test('a chroot_env that lacks what a start takes is told', async () => {
  const options = { chrootEnv: { '/etc': '/etc' } };
  await expect(outputOf('true', { options })).rejects.toThrow(
    'failed to build chroot: chroot_env lacks /',
  );
  expect(existsSync(join(root, 'driver', 'web'))).toBe(false);
});
