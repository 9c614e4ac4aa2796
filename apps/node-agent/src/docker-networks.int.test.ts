import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Task } from '@steppe/domain';
import { openMemoryStore } from '@steppe/event-log';
import { DockerDriver } from '@steppe/task-drivers';
import { type BusyboxImage, importBusybox } from '@steppe/task-drivers/testing';
import { TestBridge } from './testing/bridge.ts';
import { Cluster, rawExec, rethrow } from './testing/cluster.ts';
import { freePort } from './testing/free-port.ts';
import { aGroup, aJob, aPort, aTask } from './testing/jobs.ts';
import { eventTypes, taskMessages } from './testing/servers.ts';

const run = promisify(execFile);
const bridge = new TestBridge(203);
let image: BusyboxImage;
let cluster: Cluster;

beforeAll(async () => {
  image = await importBusybox('1', ['sleep', '1000000']);
});
afterAll(async () => {
  await bridge.remove();
  await image.remove();
});
const start = (infraImage: string): Promise<Cluster> =>
  Cluster.start(openMemoryStore(), {
    config: { networks: bridge.settings },
    drivers: () => [rawExec(), new DockerDriver({ onError: rethrow, infraImage })],
  });
beforeEach(async () => {
  cluster = await start(image.name);
});
afterEach(() => cluster.stop());

const container = (script: string, more: Partial<Task> = {}): Task =>
  aTask({
    driver: 'docker',
    config: { image: image.name, command: 'sh', args: ['-c', script], ports: ['http'] },
    ...more,
  });

/** `hostname -i` would read a name of digits alone as an address itself. */
const OWN_ADDRESS = `grep -w "$(hostname)" /etc/hosts | cut -d ' ' -f 1`;

const server = (): Task =>
  container(`
    mkdir /www; echo "$NOMAD_ALLOC_ADDR_http $(hostname) $(${OWN_ADDRESS})" > /www/index.html
    exec httpd -f -p "$NOMAD_PORT_http" -h /www
  `);

/** Ends well once it has found the server beside it. */
const probe = aTask({
  name: 'probe',
  lifecycle: { hook: 'poststart', sidecar: false },
  config: {
    command: '/bin/sh',
    args: [
      '-c',
      'cd "$NOMAD_ALLOC_DIR/data"; until busybox wget -q -O seen "127.0.0.1:$NOMAD_PORT_http"; do :; done',
    ],
  },
});

const job = (tasks: readonly Task[], extra: Record<string, unknown> = {}, mode = 'bridge') =>
  aJob({
    groups: [
      aGroup({
        networks: [{ mode, reservedPorts: [], dynamicPorts: [], extra }],
        tasks: [...tasks],
      }),
    ],
  });

const sharedText = async (allocId: string, name: string): Promise<string> =>
  (await readFile(join(cluster.dataDir, 'alloc', allocId, 'alloc', 'data', name), 'utf8')).trim();

async function containersOf(allocId: string): Promise<readonly string[]> {
  const filter = `label=com.hashicorp.nomad.alloc_id=${allocId}`;
  const { stdout } = await run('docker', [
    'ps',
    '-a',
    '--filter',
    filter,
    '--format',
    '{{.Names}}',
  ]);
  return stdout
    .trim()
    .split('\n')
    .filter((name) => name !== '');
}

test('containers and processes of a group share its network, and nothing of it stays', async () => {
  const port = await freePort();
  const allocId = await cluster.run(job([server(), probe]), { ports: [aPort(port, { to: 8080 })] });
  const row = await cluster.untilAlloc(
    allocId,
    ({ taskStates }) => taskStates['probe']?.state === 'dead',
  );
  const { address } = row.network ?? {};
  expect(address).toMatch(bridge.addresses);
  const name = allocId.slice(0, 8);
  const said = `${address}:8080 ${name} ${address}`;
  expect(await sharedText(allocId, 'seen')).toBe(said);
  expect((await (await fetch(`http://127.0.0.1:${port}/`)).text()).trim()).toBe(said);
  expect(await containersOf(allocId)).toContain(`nomad_init_${allocId}`);
  await cluster.agent.close({ stopAllocs: true });
  expect(await containersOf(allocId)).toEqual([]);
  expect(await bridge.traceOf(allocId)).toEqual([]);
});

test('the hostname and the name servers are those of the job', async () => {
  const script = 'hostname; cat /etc/resolv.conf; grep more /etc/hosts';
  const task = container(`(${script}) > /alloc/data/said`);
  const config = { ...task.config, ports: [], extra_hosts: ['more:10.0.0.9'] };
  const dns = { Hostname: 'web', DNS: { Servers: ['10.0.0.53'], Searches: ['x.test'] } };
  const allocId = await cluster.run({ ...job([{ ...task, config }], dns), type: 'batch' });
  await cluster.untilStatus(allocId, 'complete');
  expect(await sharedText(allocId, 'said')).toBe(
    'web\nnameserver 10.0.0.53\nsearch x.test\n10.0.0.9 more',
  );
});

test('a network that is lost is made anew before a task starts again', async () => {
  const restartPolicy = { attempts: 1, intervalMs: 60_000, delayMs: 0, mode: 'fail' as const };
  const script = `
    if [ -e /alloc/data/again ]; then ${OWN_ADDRESS} > /alloc/data/said; exit; fi
    touch /alloc/data/again; sleep 600
  `;
  const task = container(script, { restartPolicy });
  const config = { ...task.config, ports: [] };
  const allocId = await cluster.run({ ...job([{ ...task, config }]), type: 'batch' });
  await cluster.untilStatus(allocId, 'running');
  await run('docker', ['rm', '--force', `nomad_init_${allocId}`, `main-${allocId}`]);
  const row = await cluster.untilStatus(allocId, 'complete');
  expect(await sharedText(allocId, 'said')).toBe(row.network?.address);
  await cluster.agent.close({ stopAllocs: true });
  expect(await bridge.traceOf(allocId)).toEqual([]);
});

test('a container of mode none has nothing but a loopback', async () => {
  const task = container('ls /sys/class/net > /alloc/data/said');
  const config = { ...task.config, ports: [] };
  const allocId = await cluster.run({ ...job([{ ...task, config }], {}, 'none'), type: 'batch' });
  await cluster.untilStatus(allocId, 'complete');
  const devices = (await sharedText(allocId, 'said')).split('\n');
  expect(devices).toContain('lo');
  expect(devices).not.toContain('eth0');
});

test('without the image that holds networks an allocation fails, and says which', async () => {
  await cluster.stop();
  cluster = await start('steppe-test-missing:1');
  const allocId = await cluster.run(job([server()]), { ports: [aPort(await freePort())] });
  const row = await cluster.untilStatus(allocId, 'failed');
  expect(eventTypes(row, 'main')).toEqual(['Received', 'Setup Failure']);
  expect(taskMessages(row, 'main').at(-1)).toContain(
    'Failed to pull `steppe-test-missing:1`, which holds networks (infra_image)',
  );
});
