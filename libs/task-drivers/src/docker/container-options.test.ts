import { expect, test } from '@jest/globals';
import { parseConfig } from '../config/parse-config.ts';
import type { JsonObject } from '../json.ts';
import type { TaskPort, TaskSpec } from '../task-spec.ts';
import { containerOptions } from './container-options.ts';
import { DockerConfig } from './docker-config.ts';
import type { DockerDriverOptions } from './docker-options.ts';

const static5678: TaskPort = {
  label: 'http',
  hostIp: '192.0.2.2',
  hostPort: 5678,
  to: 0,
  scope: 'task',
};

const SPEC: TaskSpec = {
  allocId: '8bb1da93',
  namespace: 'default',
  jobId: 'hello',
  groupName: 'example',
  taskName: 'server',
  config: {},
  env: { A: '1' },
  resources: { cpuMhz: 100, memoryMb: 128 },
  ports: [],
  paths: {
    allocDir: '/data/alloc/1',
    sharedDir: '/data/alloc/1/alloc',
    taskDir: '/data/alloc/1/server',
    localDir: '/data/alloc/1/server/local',
    secretsDir: '/data/alloc/1/server/secrets',
    logsDir: '/data/alloc/1/alloc/logs',
    driverDir: '/data/alloc/1/driver',
  },
  logs: { maxFiles: 10, maxFileSizeMb: 10, disabled: false },
};

function optionsOf(
  config: JsonObject,
  spec: Partial<TaskSpec> = {},
  options: Partial<DockerDriverOptions> = {},
): object {
  const parsed = parseConfig(DockerConfig, { image: 'web', ...config });
  return containerOptions(
    { spec: { ...SPEC, ...spec }, config: parsed, imageId: 'sha256:1' },
    { onError: () => undefined, ...options },
  );
}

const MIB = 1024 * 1024;

test.each([
  {
    title: 'the quick start publishes its static port',
    config: { args: ['-listen', ':5678'] },
    spec: { ports: [static5678] },
    expected: {
      name: 'server-8bb1da93',
      Cmd: ['-listen', ':5678'],
      ExposedPorts: { '5678/tcp': {}, '5678/udp': {} },
      HostConfig: {
        PortBindings: { '5678/tcp': [{ HostIp: '192.0.2.2', HostPort: '5678' }] },
      },
    },
  },
  {
    title: 'port_map leads to another port inside',
    config: { port_map: [{ http: '8080' }] },
    spec: { ports: [static5678] },
    expected: { ExposedPorts: { '8080/tcp': {} } },
  },
  {
    title: 'the directories of the task, volumes and mounted volumes are bound',
    config: { volumes: ['local/conf:/etc/conf:ro', '/srv:/srv'] },
    spec: { mounts: [{ hostPath: '/vol', taskPath: '/data', readOnly: true }] },
    options: { volumesEnabled: true },
    expected: {
      HostConfig: {
        Binds: [
          '/data/alloc/1/alloc:/alloc',
          '/data/alloc/1/server/local:/local',
          '/data/alloc/1/server/secrets:/secrets',
          '/data/alloc/1/server/local/conf:/etc/conf:ro',
          '/srv:/srv',
          '/vol:/data:ro',
        ],
      },
    },
  },
  {
    title: 'memory without a ceiling is the limit',
    config: {},
    expected: { HostConfig: { Memory: 128 * MIB, MemorySwap: 128 * MIB, CpuShares: 100 } },
  },
  {
    title: 'memory without any limit is only reserved',
    config: {},
    spec: { resources: { cpuMhz: 100, memoryMb: 128, memoryMaxMb: -1 } },
    expected: { HostConfig: { MemoryReservation: 128 * MIB } },
  },
  {
    title: 'a hard CPU limit is a share of the period',
    config: { cpu_hard_limit: 'true' },
    spec: { resources: { cpuMhz: 500, memoryMb: 64, cores: [0, 3] } },
    options: { cpuMhzPerCore: 2_000 },
    expected: { HostConfig: { CpuPeriod: 100_000, CpuQuota: 25_000, CpusetCpus: '0,3' } },
  },
  {
    title: 'capabilities are those permitted, less the dropped, and those added',
    config: { cap_add: ['cap_net_raw'], cap_drop: ['mknod'] },
    options: { allowCaps: ['chown', 'mknod', 'net_raw'] },
    expected: { HostConfig: { CapDrop: ['ALL'], CapAdd: ['CHOWN', 'NET_RAW'] } },
  },
  {
    title: 'a static address and aliases are given to the network',
    config: { network_mode: 'mine', ipv4_address: '10.1.1.1', network_aliases: ['web'] },
    expected: {
      HostConfig: { NetworkMode: 'mine' },
      NetworkingConfig: {
        EndpointsConfig: {
          mine: { Aliases: ['web'], IPAMConfig: { IPv4Address: '10.1.1.1' } },
        },
      },
    },
  },
  {
    title: "the machine's own namespaces are the task's where the operator allows that",
    config: { pid_mode: 'host', ipc_mode: 'host' },
    options: { allowedModes: { pid: ['host'], ipc: ['host', 'shareable'] } },
    expected: { HostConfig: { PidMode: 'host', IpcMode: 'host' } },
  },
  {
    title: 'binds carry the label of the operator',
    config: { volumes: ['data:/data:ro'] },
    options: { selinuxLabel: 'z' },
    expected: {
      HostConfig: {
        Binds: [
          '/data/alloc/1/alloc:/alloc:z',
          '/data/alloc/1/server/local:/local:z',
          '/data/alloc/1/server/secrets:/secrets:z',
          '/data/alloc/1/server/data:/data:ro,z',
        ],
      },
    },
  },
  {
    title:
      "a container joins its group's network, and what Docker can't say of that is left to files",
    config: { hostname: 'own', dns_servers: ['10.0.0.1'], ports: ['http'] },
    spec: {
      ports: [{ ...static5678, scope: 'group' as const }],
      network: { kind: 'group' as const, holderId: 'c1', address: '10.0.0.2', hostname: 'web' },
    },
    expected: {
      HostConfig: {
        NetworkMode: 'container:c1',
        Binds: expect.arrayContaining([
          '/data/alloc/1/driver/server.hosts:/etc/hosts',
          '/data/alloc/1/driver/server.resolv.conf:/etc/resolv.conf',
        ]),
      },
    },
  },
  {
    title: 'the operator sets the log driver, and the task may choose another',
    config: { logging: { driver: 'syslog', config: [{ tag: 'web' }] } },
    options: { logging: { type: 'journald', config: {} } },
    expected: { HostConfig: { LogConfig: { Type: 'syslog', Config: { tag: 'web' } } } },
  },
])('$title', ({ config, spec, options, expected }) => {
  expect(optionsOf(config, spec, options)).toMatchObject(expected);
});

test('the host network publishes nothing', () => {
  const options = optionsOf({ network_mode: 'host' }, { ports: [static5678] });
  expect(options).not.toHaveProperty('ExposedPorts');
  expect(options).not.toHaveProperty('HostConfig.PortBindings');
});

test('group ports are published only when they are listed', () => {
  const group: TaskPort = { ...static5678, scope: 'group', to: 80 };
  expect(optionsOf({}, { ports: [group] })).toMatchObject({ ExposedPorts: {} });
  expect(optionsOf({ ports: ['http'] }, { ports: [group] })).toHaveProperty('ExposedPorts', {
    '80/tcp': {},
    '80/udp': {},
  });
});

test.each(['pid', 'ipc', 'uts', 'userns'])("the machine's own %s namespace is refused", (kind) => {
  expect(() => optionsOf({ [`${kind}_mode`]: 'host' })).toThrow(
    `cannot apply "${kind}_mode" configuration: "host" is not among the node's allowed_modes`,
  );
});

test('on the network of a group a container has no name, ports and name servers of its own', () => {
  const network = { kind: 'group' as const, holderId: 'c1', address: '10.0.0.2', hostname: 'web' };
  const options = optionsOf({ hostname: 'own', dns_servers: ['10.0.0.1'] }, { network });
  for (const key of ['Hostname', 'ExposedPorts', 'HostConfig.Dns', 'HostConfig.PortBindings']) {
    expect(options).not.toHaveProperty(key);
  }
});
