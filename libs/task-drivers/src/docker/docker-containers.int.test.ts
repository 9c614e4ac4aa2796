import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import Docker from 'dockerode';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../json.ts';
import type { DriverEvent, TaskHandle } from '../task-driver.ts';
import type { TaskSpec } from '../task-spec.ts';
import { type BusyboxImage, importBusybox } from '../testing/busybox-image.ts';
import { DaemonProxy } from '../testing/daemon-proxy.ts';
import { Faults } from '../testing/faults.ts';
import { logOf, newSpec, untilLogged } from '../testing/task-spec.ts';
import { containerName } from './container-options.ts';
import { DockerDriver } from './docker-driver.ts';
import type { DockerDriverOptions } from './docker-options.ts';

const NEVER = new AbortController().signal;
const docker = new Docker();
let image: BusyboxImage;
let root = '';
let proxy: DaemonProxy | undefined;
const drivers: DockerDriver[] = [];
const started: { driver: DockerDriver; handle: TaskHandle }[] = [];
const events: DriverEvent[] = [];
const faults = new Faults();

beforeAll(async () => {
  image = await importBusybox('latest');
});
afterAll(() => image.remove());
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'steppe-docker-'));
});
afterEach(async () => {
  for (const { driver, handle } of started.splice(0)) await driver.destroy(handle);
  for (const driver of drivers.splice(0)) await driver.close();
  await proxy?.close();
  proxy = undefined;
  events.length = 0;
  faults.expectNone();
  await rm(root, { recursive: true, force: true });
});

function newDriver(options: Partial<DockerDriverOptions> = {}): DockerDriver {
  const driver = new DockerDriver({
    onError: faults.add,
    ...options,
  });
  drivers.push(driver);
  return driver;
}

// Since the tag moves, each start tries to pull in vain and then takes the local image.
const sh = (script: string, more: JsonObject = {}): JsonObject => ({
  image: image.name,
  command: 'sh',
  args: ['-c', script],
  ...more,
});

async function start(
  driver: DockerDriver,
  config: JsonObject,
  overrides: Partial<TaskSpec> = {},
): Promise<{ handle: TaskHandle; spec: TaskSpec }> {
  const spec = await newSpec(root, config, overrides);
  const handle = await driver.start(spec, (event) => events.push(event));
  started.push({ driver, handle });
  return { handle, spec };
}

test('an image that can not be pulled is taken from this machine, and an event says so', async () => {
  const driver = newDriver();
  const { handle } = await start(driver, sh('exit 0'));
  await driver.wait(handle, NEVER);
  expect(events.map((event) => event.message)).toEqual([
    'Downloading image',
    expect.stringMatching(
      /^Failed to pull `steppe-test-.*`: Error response from daemon: .*; using the local image [0-9a-f]{12}$/u,
    ),
  ]);
});

test('an image that is nowhere fails the start, naming it and the cause', async () => {
  await expect(start(newDriver(), { image: 'steppe-test/no-such-image' })).rejects.toMatchObject({
    code: 'START_FAILED',
    message: expect.stringMatching(
      /^Failed to pull `steppe-test\/no-such-image`: Error response from daemon: /u,
    ),
  });
  expect(events.map((event) => event.message)).toEqual(['Downloading image']);
});

test('ports are published on the address of the node', async () => {
  const hostPort = await freePort();
  const driver = newDriver();
  const serve = 'mkdir /www; echo hello >/www/index.html; exec httpd -f -p 8080 -h /www';
  const ports = [
    { label: 'http', hostIp: '127.0.0.1', hostPort, to: 8080, scope: 'group' as const },
    { label: 'unused', hostIp: '127.0.0.1', hostPort: 1, to: 0, scope: 'group' as const },
  ];
  const { spec } = await start(driver, sh(serve, { ports: ['http'] }), { ports });
  const { HostConfig } = await docker.getContainer(containerName(spec)).inspect();
  const binding = [{ HostIp: '127.0.0.1', HostPort: String(hostPort) }];
  expect(HostConfig.PortBindings).toEqual({ '8080/tcp': binding, '8080/udp': binding });
});

test('a port that is taken fails the start in the words of Docker, and leaves no container', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const hostPort = portOf(taken.address());
  const ports = [{ label: 'db', hostIp: '127.0.0.1', hostPort, to: 0, scope: 'task' as const }];
  const spec = await newSpec(root, sh('sleep 600'), { ports });
  await expect(newDriver().start(spec, () => undefined)).rejects.toThrow(
    /Failed to start container [0-9a-f]{64}: Error response from daemon: /u,
  );
  await expect(docker.getContainer(containerName(spec)).inspect()).rejects.toMatchObject({
    statusCode: 404,
  });
  taken.close();
});

test('the directories of the task are mounted, and limits and labels are set', async () => {
  const driver = newDriver({ nodeId: 'node-1', extraLabels: ['job_name'] });
  const config = sh('cat /local/file; touch /alloc/made /secrets/made; id -u', {
    labels: [{ team: 'web' }],
    ulimit: { nofile: '100:200' },
    mount: { type: 'tmpfs', target: '/scratch', tmpfs_options: { size: '65536' } },
  });
  const resources = { cpuMhz: 250, memoryMb: 32, memoryMaxMb: 64 };
  const spec = await newSpec(root, config, { resources, user: '1234' });
  await writeFile(join(spec.paths.localDir, 'file'), 'from the host\n');
  const handle = await driver.start({ ...spec, user: '0' }, () => undefined);
  started.push({ driver, handle });
  expect((await driver.wait(handle, NEVER)).exitCode).toBe(0);
  expect(await logOf(spec, 'stdout')).toBe('from the host\n0\n');

  const { Config, HostConfig } = await docker.getContainer(containerName(spec)).inspect();
  expect(HostConfig).toMatchObject({
    CpuShares: 250,
    Memory: 64 * 1024 * 1024,
    MemoryReservation: 32 * 1024 * 1024,
    CapDrop: ['ALL'],
    Ulimits: [{ Name: 'nofile', Soft: 100, Hard: 200 }],
  });
  expect(Config.Labels).toMatchObject({
    team: 'web',
    'com.hashicorp.nomad.alloc_id': spec.allocId,
    'com.hashicorp.nomad.job_name': 'test',
    'io.steppe.node_id': 'node-1',
  });
});

test.each([
  { config: { privileged: true }, message: 'Docker privileged mode is disabled on this node' },
  {
    config: { cap_add: ['sys_admin'] },
    message: 'does not allow the following capabilities: sys_admin',
  },
  {
    config: { volumes: ['/etc:/x'] },
    message: 'volumes are not enabled on this node; cannot mount host path "/etc"',
  },
  { config: { volumes: ['../../../x:/x'] }, message: 'cannot mount host path "../../../x"' },
  { config: { ports: ['db'] }, message: 'Port "db" not found, check network block; ports: none' },
  { config: { runtime: 'other' }, message: 'requested runtime "other" is not allowed' },
])('refused: $message', async ({ config, message }) => {
  await expect(start(newDriver(), sh('true', config))).rejects.toThrow(message);
  expect(events).toEqual([]);
});

test('a task killed for its memory says so', async () => {
  const driver = newDriver();
  const { handle } = await start(driver, sh('tail /dev/zero'), {
    resources: { cpuMhz: 100, memoryMb: 8 },
  });
  expect(await driver.wait(handle, NEVER)).toEqual({
    exitCode: 137,
    signal: 0,
    oomKilled: true,
    error: 'OOM Killed',
  });
});

test('output is captured without loss or repetition by one driver after another', async () => {
  const total = 3_000;
  const script = `i=0; while [ $i -lt ${total} ]; do echo line $i; i=$((i+1)); [ $((i%100)) = 0 ] && sleep 0.05; done`;
  let driver = newDriver();
  const { handle, spec } = await start(driver, sh(script));
  for (const seen of [/line 300\n/u, /line 900\n/u, /line 1800\n/u]) {
    await untilLogged(spec, seen);
    await driver.close();
    driver = newDriver();
    expect(await driver.recover(handle)).toBe(true);
  }
  await driver.wait(handle, NEVER);
  const expected = Array.from({ length: total }, (_, index) => `line ${index}\n`).join('');
  expect(await logOf(spec, 'stdout')).toBe(expected);
});

test('while the daemon is away the task and its log wait for it', async () => {
  proxy = new DaemonProxy(join(root, 'docker.sock'));
  await proxy.open();
  const driver = newDriver({ endpoint: `unix://${proxy.path}` });
  const script = 'i=0; while [ ! -e /alloc/go ]; do echo $i; i=$((i+1)); sleep 0.02; done; exit 5';
  const spec = await newSpec(root, sh(script));
  const handle = await driver.start(spec, () => undefined);
  // Not by way of the proxy, so that it is removed however the test ends.
  started.push({ driver: newDriver(), handle });
  await untilLogged(spec, /\n5\n/u);
  await proxy.close();
  expect(await driver.fingerprint()).toMatchObject({
    healthy: false,
    healthDescription: expect.stringMatching(/^Failed to connect to docker daemon: /u),
  });
  await expect(driver.stop(handle, { timeoutMs: 1 })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringMatching(/^Cannot connect to the Docker daemon: /u),
  });
  await writeFile(join(spec.paths.sharedDir, 'go'), '');
  await docker.getContainer(containerName(spec)).wait();
  await proxy.open();
  expect((await driver.wait(handle, NEVER)).exitCode).toBe(5);
  const lines = (await logOf(spec, 'stdout')).trim().split('\n');
  expect(lines).toEqual(lines.map((_, index) => String(index)));
});

test('exec runs in the container, with and without a terminal', async () => {
  const driver = newDriver();
  const { handle } = await start(driver, sh('sleep 600'));
  const plain = await driver.exec(handle, {
    command: ['sh', '-c', 'cat; echo oops >&2; exit 3'],
    tty: false,
  });
  plain.stdin.end('typed');
  const output = { stdout: '', stderr: '' };
  for await (const { stream, data } of plain.output) output[stream] += data.toString();
  expect(output).toEqual({ stdout: 'typed', stderr: 'oops\n' });
  expect((await plain.exit).exitCode).toBe(3);

  const size = { rows: 11, columns: 22 };
  const terminal = await driver.exec(handle, {
    command: ['sh', '-c', 'read line; stty size'],
    tty: true,
    size,
  });
  terminal.stdin.write('go\n');
  let shown = '';
  for await (const { data } of terminal.output) shown += data.toString();
  expect(shown).toContain('11 22');
});

test('stats tell what the container uses', async () => {
  const driver = newDriver();
  const { handle, spec } = await start(driver, sh('echo up; while :; do sleep 0.01; done'));
  await untilLogged(spec, 'up\n');
  const stats = await driver.stats(handle);
  expect(stats.atMs).toBeGreaterThan(0);
  expect(stats.memory.rssBytes).toBeGreaterThan(0);
  expect(stats.pids).not.toEqual([]);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}
