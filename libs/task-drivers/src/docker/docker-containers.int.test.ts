import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import Docker from 'dockerode';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DaemonProxy } from '../testing/daemon-proxy.ts';
import { DockerStage } from '../testing/docker-stage.ts';
import { logOf, untilLogged } from '../testing/task-spec.ts';
import { containerName } from './container-options.ts';

const NEVER = new AbortController().signal;
const docker = new Docker();
let stage: DockerStage;
let proxy: DaemonProxy | undefined;

beforeAll(async () => {
  stage = await DockerStage.open();
});
afterAll(() => stage.close());
beforeEach(() => stage.begin());
afterEach(async () => {
  try {
    await stage.end();
  } finally {
    await proxy?.close();
    proxy = undefined;
  }
});

test('an image that can not be pulled is taken from this machine, and an event says so', async () => {
  const driver = stage.newDriver();
  const { handle } = await stage.start(driver, stage.sh('exit 0'));
  await driver.wait(handle, NEVER);
  expect(stage.events.map((event) => event.message)).toEqual([
    'Downloading image',
    expect.stringMatching(
      /^Failed to pull `steppe-test-.*`: Error response from daemon: .*; using the local image [0-9a-f]{12}$/u,
    ),
  ]);
});

test('an image that is nowhere fails the start, naming it and the cause', async () => {
  await expect(
    stage.start(stage.newDriver(), { image: 'steppe-test/no-such-image' }),
  ).rejects.toMatchObject({
    code: 'START_FAILED',
    message: expect.stringMatching(
      /^Failed to pull `steppe-test\/no-such-image`: Error response from daemon: /u,
    ),
  });
  expect(stage.events.map((event) => event.message)).toEqual(['Downloading image']);
});

test.each([
  { title: 'is kept to other cores while it runs', config: {}, expected: '0' },
  { title: 'that chooses its cores keeps them', config: { cpuset_cpus: '1' }, expected: '1' },
])('a container $title', async ({ config, expected }) => {
  const driver = stage.newDriver();
  const { handle, spec } = await stage.start(driver, { ...stage.sh('sleep 600'), ...config });
  await driver.keepToCores(handle, [0]);
  const { HostConfig } = await docker.getContainer(containerName(spec)).inspect();
  expect(HostConfig.CpusetCpus).toBe(expected);
});

test('ports are published on the address of the node', async () => {
  const hostPort = await freePort();
  const driver = stage.newDriver();
  const serve = 'mkdir /www; echo hello >/www/index.html; exec httpd -f -p 8080 -h /www';
  const ports = [
    { label: 'http', hostIp: '127.0.0.1', hostPort, to: 8080, scope: 'group' as const },
    { label: 'unused', hostIp: '127.0.0.1', hostPort: 1, to: 0, scope: 'group' as const },
  ];
  const { spec } = await stage.start(driver, stage.sh(serve, { ports: ['http'] }), { ports });
  const { HostConfig } = await docker.getContainer(containerName(spec)).inspect();
  const binding = [{ HostIp: '127.0.0.1', HostPort: String(hostPort) }];
  expect(HostConfig.PortBindings).toEqual({ '8080/tcp': binding, '8080/udp': binding });
});

test('a port that is taken fails the start in the words of Docker, and leaves no container', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const hostPort = portOf(taken.address());
  const ports = [{ label: 'db', hostIp: '127.0.0.1', hostPort, to: 0, scope: 'task' as const }];
  const spec = await stage.newSpec(stage.sh('sleep 600'), { ports });
  await expect(stage.newDriver().start(spec, () => undefined)).rejects.toThrow(
    /Failed to start container [0-9a-f]{64}: Error response from daemon: /u,
  );
  await expect(docker.getContainer(containerName(spec)).inspect()).rejects.toMatchObject({
    statusCode: 404,
  });
  taken.close();
});

test('the directories of the task are mounted, and limits and labels are set', async () => {
  const driver = stage.newDriver({ nodeId: 'node-1', extraLabels: ['job_name'] });
  const config = stage.sh('cat /local/file; touch /alloc/made /secrets/made; id -u', {
    labels: [{ team: 'web' }],
    ulimit: { nofile: '100:200' },
    mount: { type: 'tmpfs', target: '/scratch', tmpfs_options: { size: '65536' } },
  });
  const resources = { cpuMhz: 250, memoryMb: 32, memoryMaxMb: 64 };
  const spec = await stage.newSpec(config, { resources, user: '1234' });
  await writeFile(join(spec.paths.localDir, 'file'), 'from the host\n');
  const handle = await driver.start({ ...spec, user: '0' }, () => undefined);
  stage.started.push({ driver, handle });
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
  await expect(stage.start(stage.newDriver(), stage.sh('true', config))).rejects.toThrow(message);
  expect(stage.events).toEqual([]);
});

test('a task killed for its memory says so', async () => {
  const driver = stage.newDriver();
  const { handle } = await stage.start(driver, stage.sh('tail /dev/zero'), {
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
  let driver = stage.newDriver();
  const { handle, spec } = await stage.start(driver, stage.sh(script));
  for (const seen of [/line 300\n/u, /line 900\n/u, /line 1800\n/u]) {
    await untilLogged(spec, seen);
    await driver.close();
    driver = stage.newDriver();
    expect(await driver.recover(handle)).toBe(true);
  }
  await driver.wait(handle, NEVER);
  const expected = Array.from({ length: total }, (_, index) => `line ${index}\n`).join('');
  expect(await logOf(spec, 'stdout')).toBe(expected);
});

test('while the daemon is away the task and its log wait for it', async () => {
  proxy = new DaemonProxy(join(stage.root, 'docker.sock'));
  await proxy.open();
  const driver = stage.newDriver({ endpoint: `unix://${proxy.path}` });
  const script = 'i=0; while [ ! -e /alloc/go ]; do echo $i; i=$((i+1)); sleep 0.02; done; exit 5';
  const spec = await stage.newSpec(stage.sh(script));
  const handle = await driver.start(spec, () => undefined);
  // Not by way of the proxy, so that it is removed however the test ends.
  stage.started.push({ driver: stage.newDriver(), handle });
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
  const driver = stage.newDriver();
  const { handle } = await stage.start(driver, stage.sh('sleep 600'));
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
  const driver = stage.newDriver();
  const { handle, spec } = await stage.start(
    driver,
    stage.sh('echo up; while :; do sleep 0.01; done'),
  );
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
