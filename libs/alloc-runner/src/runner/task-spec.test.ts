import { describe, expect, test } from '@jest/globals';
import type { Placement, Task } from '@steppe/domain';
import type { DriverCapabilities } from '@steppe/task-drivers';
import { aJobWith, aNode, aPlacement, aTask } from '../testing/jobs.ts';
import { taskJobOf } from './task-spec.ts';

const HOST: DriverCapabilities = {
  sendSignals: true,
  exec: true,
  fsIsolation: 'none',
  networkModes: ['host'],
  mustInitiateNetwork: false,
  mounts: 'none',
};
const IMAGE: DriverCapabilities = { ...HOST, fsIsolation: 'image' };

const specOf = (
  task: Partial<Task> = {},
  placement: Partial<Placement> = {},
  capabilities: DriverCapabilities = HOST,
) =>
  taskJobOf({
    placement: aPlacement(placement),
    runnable: { seq: 1, job: aJobWith(aTask(task)) },
    taskName: 'server',
    node: aNode(),
    dirs: { allocsDir: '/data/alloc', stateDir: '/data/client' },
    capabilities,
    hostEnv: { HOME: '/root' },
  }).spec;

describe('the environment of a task', () => {
  test('tells what it is and where', () => {
    const { env } = specOf();
    expect(env).toMatchObject({
      HOME: '/root',
      NOMAD_ALLOC_ID: '11111111-2222-3333-4444-555555555555',
      NOMAD_SHORT_ALLOC_ID: '11111111',
      NOMAD_ALLOC_NAME: 'web.app[2]',
      NOMAD_ALLOC_INDEX: '2',
      NOMAD_TASK_NAME: 'server',
      NOMAD_GROUP_NAME: 'app',
      NOMAD_JOB_ID: 'web',
      NOMAD_JOB_NAME: 'Web',
      NOMAD_DC: 'dc1',
      NOMAD_REGION: 'global',
      NOMAD_NAMESPACE: 'default',
      NOMAD_CPU_LIMIT: '100',
      NOMAD_MEMORY_LIMIT: '64',
      NOMAD_ALLOC_DIR: '/data/alloc/11111111-2222-3333-4444-555555555555/alloc',
      NOMAD_TASK_DIR: '/data/alloc/11111111-2222-3333-4444-555555555555/server/local',
      NOMAD_SECRETS_DIR: '/data/alloc/11111111-2222-3333-4444-555555555555/server/secrets',
    });
  });

  test('names the directories inside a container, and brings nothing of the machine', () => {
    const { env } = specOf({}, {}, IMAGE);
    expect(env).toMatchObject({
      NOMAD_ALLOC_DIR: '/alloc',
      NOMAD_TASK_DIR: '/local',
      NOMAD_SECRETS_DIR: '/secrets',
    });
    expect(env).not.toHaveProperty('HOME');
  });

  test.each([
    {
      title: 'a port of the host',
      port: { label: 'http', value: 23_000, to: 0, hostIp: '' },
      expected: {
        NOMAD_PORT_http: '23000',
        NOMAD_IP_http: '10.0.0.5',
        NOMAD_ADDR_http: '10.0.0.5:23000',
        NOMAD_HOST_PORT_http: '23000',
      },
    },
    {
      title: 'a mapped port',
      port: { label: 'http', value: 23_000, to: 80, hostIp: '127.0.0.1' },
      expected: {
        NOMAD_PORT_http: '80',
        NOMAD_ADDR_http: '127.0.0.1:23000',
        NOMAD_ALLOC_PORT_http: '80',
      },
    },
    {
      title: 'a label that is no name of a variable',
      port: { label: 'my-port', value: 1, to: 0, hostIp: '::1' },
      expected: { NOMAD_ADDR_my_port: '[::1]:1' },
    },
    {
      title: "another task's port",
      port: { label: 'db', value: 5, to: 0, hostIp: '127.0.0.1', task: 'sql' },
      expected: { NOMAD_ADDR_sql_db: '127.0.0.1:5' },
    },
  ])('has $title', ({ port, expected }) => {
    expect(specOf({}, { ports: [port] }).env).toMatchObject(expected);
  });

  test('has metadata, the narrower winning, in both spellings', () => {
    const { env } = specOf({ meta: { 'tier-2': '${node.class}' } });
    expect(env).toMatchObject({
      NOMAD_META_owner: 'job',
      NOMAD_META_OWNER: 'job',
      NOMAD_META_tier: 'group',
      NOMAD_META_tier_2: 'big',
      NOMAD_META_TIER_2: 'big',
    });
  });
});

describe('references', () => {
  test.each([
    { text: '${NOMAD_JOB_ID}', expected: 'web' },
    { text: '${env["NOMAD_JOB_ID"]}', expected: 'web' },
    { text: '${attr.kernel.name}', expected: 'linux' },
    { text: '${meta.rack}/${node.unique.name}', expected: 'r1/client1' },
    { text: '${node.datacenter} ${node.pool} ${node.unique.id}', expected: 'dc1 default n1' },
    { text: '${NOMAD_META_owner}', expected: 'job' },
    { text: '${OWN}', expected: 'linux!' },
    { text: '${unknown.thing} stays', expected: '${unknown.thing} stays' },
    { text: 'no $HOME, no {braces}', expected: 'no $HOME, no {braces}' },
  ])('$text in a config become $expected', ({ text, expected }) => {
    const env = { OWN: '${attr.kernel.name}!' };
    const { config } = specOf({ env, config: { args: [text, { deep: text }], count: 3 } });
    expect(config).toEqual({ args: [expected, { deep: expected }], count: 3 });
  });
});

test('ports of other tasks are not published', () => {
  const ports = [
    { label: 'group', value: 1, to: -1, hostIp: '' },
    { label: 'mine', value: 2, to: 0, hostIp: '', task: 'server' },
    { label: 'other', value: 3, to: 0, hostIp: '', task: 'sql' },
  ];
  expect(specOf({}, { ports }).ports).toEqual([
    { label: 'group', hostIp: '10.0.0.5', hostPort: 1, to: 0, scope: 'group' },
    { label: 'mine', hostIp: '10.0.0.5', hostPort: 2, to: 0, scope: 'task' },
  ]);
});

test('whole cores are named, and count as all that they can do', () => {
  const resources = { ...aTask().resources, cpuMhz: 0, cores: 3 };
  const spec = specOf({ resources }, { cores: { server: [0, 1, 3] } });
  expect(spec.resources).toMatchObject({ cores: [0, 1, 3], cpuMhz: 3_000 });
  expect(spec.env).toMatchObject({ NOMAD_CPU_CORES: '0-1,3' });
  expect(spec.env).not.toHaveProperty('NOMAD_CPU_LIMIT');
});

test.each([
  { title: 'where memory may be oversubscribed', memoryOversubscribed: true, expected: 128 },
  { title: 'nowhere else', memoryOversubscribed: false, expected: undefined },
])('memory_max holds $title', ({ memoryOversubscribed, expected }) => {
  const resources = { ...aTask().resources, memoryMaxMb: 128 };
  expect(specOf({ resources }, { memoryOversubscribed }).resources.memoryMaxMb).toBe(expected);
});
