import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Job, Network, Task } from '@steppe/domain';
import { openMemoryStore } from '@steppe/event-log';
import { ExecDriver } from '@steppe/task-drivers';
import { endAbandonedTasks } from './end-abandoned-tasks.ts';
import { TestBridge } from './testing/bridge.ts';
import { Cluster, rawExec, rethrow } from './testing/cluster.ts';
import { freePort } from './testing/free-port.ts';
import { aGroup, aJob, aPort, aTask } from './testing/jobs.ts';
import { eventTypes, taskMessages } from './testing/servers.ts';

const bridge = new TestBridge(201);
let cluster: Cluster;

const start = (networks: object = {}): Promise<Cluster> =>
  Cluster.start(openMemoryStore(), {
    config: { networks: { ...bridge.settings, ...networks } },
    drivers: () => [rawExec(), new ExecDriver({ onError: rethrow })],
  });

beforeEach(async () => {
  cluster = await start();
});
afterEach(() => cluster.stop());
afterAll(() => bridge.remove());

const network = (mode: string, extra: Record<string, unknown> = {}): Network => ({
  mode,
  reservedPorts: [],
  dynamicPorts: [],
  extra,
});

function jobOn(
  asked: Network,
  tasks: readonly Partial<Task>[],
  type: Job['type'] = 'service',
): Job {
  const group = aGroup({ networks: [asked], tasks: tasks.map((task) => aTask(task)) });
  return aJob({ type, groups: [group] });
}

const sh = (script: string): Pick<Task, 'config'> => ({
  config: { command: '/bin/sh', args: ['-c', script] },
});

const sharedText = (allocId: string, name: string): Promise<string> =>
  readFile(join(cluster.dataDir, 'alloc', allocId, 'alloc', 'data', name), 'utf8');

/** A web server that says where it is. */
const SERVER: Partial<Task> = {
  name: 'server',
  ...sh(`
    mkdir www; echo "$NOMAD_ALLOC_ADDR_http" > www/index.html
    exec busybox httpd -f -p "$NOMAD_PORT_http" -h www
  `),
};

/** Ends well once it has found the server beside it. */
const probe = (driver: string): Partial<Task> => ({
  name: 'probe',
  driver,
  lifecycle: { hook: 'poststart', sidecar: false },
  ...sh(
    'cd "$NOMAD_ALLOC_DIR/data"; until busybox wget -q -O seen "127.0.0.1:$NOMAD_PORT_http"; do :; done',
  ),
});

const untilProbed = (allocId: string) =>
  cluster.untilAlloc(allocId, ({ taskStates }) => taskStates['probe']?.state === 'dead');

async function textAt(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/`);
  return (await response.text()).trim();
}

test('the node tells which networks it can make', () => {
  const node = cluster.projection.state.nodes.get(cluster.nodeId)?.node;
  expect(node?.resources.networks.map(({ mode }) => mode)).toEqual(['bridge', 'host']);
  expect(node?.attributes['plugins.cni.version.bridge']).toMatch(/^\d+\.\d+\.\d+/u);
  expect(node?.attributes['nomad.bridge.hairpin_mode']).toBe('false');
});

describe('on the bridge', () => {
  test.each(['raw_exec', 'exec'])(
    'tasks share an address, their ports lead there from the node, and nothing stays (%s)',
    async (driver) => {
      const port = await freePort();
      const dns = { DNS: { Servers: ['10.0.0.53'], Searches: ['x.test'] } };
      const job = jobOn(network('bridge', dns), [{ ...SERVER, driver }, probe(driver)]);
      const allocId = await cluster.run(job, { ports: [aPort(port, { to: 8080 })] });
      const row = await untilProbed(allocId);
      expect(row.taskStates['probe']?.failed).toBe(false);
      expect(row.network).toMatchObject({ interfaceName: 'eth0', dns: { servers: ['10.0.0.53'] } });
      expect(row.network?.address).toMatch(bridge.addresses);
      const address = `${row.network?.address}:8080`;
      expect((await sharedText(allocId, 'seen')).trim()).toBe(address);
      expect(await textAt(port)).toBe(address);
      expect(await bridge.traceOf(allocId)).not.toEqual([]);

      await cluster.stopAlloc(allocId);
      await cluster.untilStatus(allocId, 'complete');
      await cluster.agent.close({ stopAllocs: true });
      expect(await bridge.traceOf(allocId)).toEqual([]);
      expect(await bridge.ports()).toBe(0);
    },
  );

  test('name servers are those of the job for tasks in a chroot', async () => {
    const dns = { DNS: { Servers: ['10.0.0.53'], Searches: ['x.test'], Options: ['ndots:2'] } };
    const task = { driver: 'exec', ...sh('cat /etc/resolv.conf > /alloc/data/said') };
    const allocId = await cluster.run(jobOn(network('bridge', dns), [task], 'batch'));
    await cluster.untilStatus(allocId, 'complete');
    expect(await sharedText(allocId, 'said')).toBe(
      'nameserver 10.0.0.53\nsearch x.test\noptions ndots:2\n',
    );
  });

  test('the next agent finds the network again, and takes it away with its allocation', async () => {
    const port = await freePort();
    const job = jobOn(network('bridge'), [SERVER, probe('raw_exec')]);
    const allocId = await cluster.run(job, { ports: [aPort(port)] });
    const { network: before } = await untilProbed(allocId);
    await cluster.agent.close();
    await cluster.restartAgent();
    expect(await textAt(port)).toBe(`${before?.address}:${port}`);
    await cluster.stopAlloc(allocId);
    const row = await cluster.untilStatus(allocId, 'complete');
    expect(row.network).toEqual(before);
    await cluster.agent.close({ stopAllocs: true });
    expect(await bridge.traceOf(allocId)).toEqual([]);
  });

  test('what an agent left that does not come back is cleared away', async () => {
    const allocId = await cluster.run(jobOn(network('bridge'), [{}]));
    await cluster.untilStatus(allocId, 'running');
    await cluster.agent.close();
    expect(await bridge.traceOf(allocId)).not.toEqual([]);
    expect(await endAbandonedTasks(cluster.dataDir, [rawExec()])).toBe(true);
    expect(await bridge.traceOf(allocId)).toEqual([]);
  });

  test.each([
    {
      title: 'a plugin is missing',
      networks: { cniPath: ['/nowhere'] },
      asked: network('bridge'),
      says: 'CNI plugin "loopback" is in none of /nowhere (cni_path)',
    },
    {
      title: 'a plugin fails',
      networks: { bridgeSubnet: 'nonsense' },
      asked: network('bridge'),
      says: 'invalid CIDR address: nonsense',
    },
    {
      title: 'no such network is configured',
      networks: { cniConfigDir: '/nowhere' },
      asked: network('cni/mine'),
      says: 'no network "cni/mine" is configured in /nowhere (cni_config_dir)',
    },
    {
      title: 'processes want a hostname',
      networks: {},
      asked: network('bridge', { Hostname: 'web' }),
      says: 'hostname is not currently supported on driver raw_exec',
    },
  ])('an allocation fails, and says why, when $title', async ({ networks, asked, says }) => {
    await cluster.stop();
    cluster = await start(networks);
    const allocId = await cluster.run(jobOn(asked, [{}]));
    const row = await cluster.untilStatus(allocId, 'failed');
    expect(eventTypes(row, 'main')).toEqual(['Received', 'Setup Failure']);
    const [, failure = ''] = taskMessages(row, 'main');
    expect(failure).toContain('failed to setup alloc: pre-run hook "network" failed: ');
    expect(failure).toContain(says);
    await cluster.agent.close({ stopAllocs: true });
    expect(await bridge.traceOf(allocId)).toEqual([]);
  });
});

describe('on a network that the operator has configured', () => {
  let dir = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'steppe-cni-'));
    const plugin = {
      cniVersion: '0.4.0',
      name: 'cable',
      type: 'ptp',
      ipam: { type: 'host-local', subnet: '172.27.202.0/24', dataDir: join(dir, 'leases') },
    };
    await writeFile(join(dir, 'cable.conf'), JSON.stringify(plugin));
    await writeFile(join(dir, 'broken.conflist'), '{"name": "broken"}');
    await cluster.stop();
    cluster = await start({ cniConfigDir: dir });
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  test('tasks have the address that it gives them', async () => {
    const node = cluster.projection.state.nodes.get(cluster.nodeId)?.node;
    expect(node?.resources.networks.map(({ mode }) => mode)).toContain('cni/cable');
    const task = sh('ip -4 -o addr show eth0 > "$NOMAD_ALLOC_DIR/data/said"');
    const allocId = await cluster.run(jobOn(network('cni/cable'), [task], 'batch'));
    const row = await cluster.untilStatus(allocId, 'complete');
    expect(row.network?.address).toBe('172.27.202.2');
    expect(await sharedText(allocId, 'said')).toContain('inet 172.27.202.2/24');
    await cluster.agent.close({ stopAllocs: true });
    expect(await bridge.traceOf(allocId)).toEqual([]);
  });
});

test.each(['raw_exec', 'exec'])(
  'in mode none there is nothing but a loopback (%s)',
  async (driver) => {
    const task = {
      driver,
      ...sh('ip -o addr > "$NOMAD_ALLOC_DIR/data/said"; ip route >> "$NOMAD_ALLOC_DIR/data/said"'),
    };
    const allocId = await cluster.run(jobOn(network('none'), [task], 'batch'));
    const row = await cluster.untilStatus(allocId, 'complete');
    expect(row.network?.address).toBe('');
    const addresses = (await sharedText(allocId, 'said')).trim().split('\n');
    expect(addresses.map((line) => line.split(/\s+/u)[3])).toEqual(['127.0.0.1/8', '::1/128']);
    await cluster.agent.close({ stopAllocs: true });
    expect(await bridge.traceOf(allocId)).toEqual([]);
  },
);
