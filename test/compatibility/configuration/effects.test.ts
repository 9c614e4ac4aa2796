import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type DevAgent, startDevAgent } from '../dev-agent.ts';

/** None of these is what it would be without being set. */
const SETTINGS = {
  name: 'effect',
  region: 'eu',
  datacenter: 'dc9',
  advertise: { http: '192.0.2.1:4747' },
  http_api_response_headers: { 'X-Frame-Options': 'DENY' },
  telemetry: { disable_hostname: true, prefix_filter: ['-nomad.client'] },
  server: {
    default_scheduler_config: {
      scheduler_algorithm: 'spread',
      preemption_config: { service_scheduler_enabled: true },
    },
  },
  client: {
    node_class: 'large',
    node_pool: 'batch',
    meta: { rack: 'r7' },
    cpu_total_compute: 9_000,
    memory_total_mb: 5_000,
    disk_total_mb: 70_000,
    min_dynamic_port: 21_000,
    max_dynamic_port: 21_900,
    reserved: { cpu: 300, memory: 200, disk: 100, reserved_ports: '22,80' },
    host_volume: { data: { path: '/tmp', read_only: true } },
    options: { 'driver.denylist': 'java' },
  },
  plugin: {
    raw_exec: { config: { enabled: false } },
    docker: { config: { volumes: { enabled: true }, allow_privileged: true } },
  },
};

const Nodes = z.array(z.object({ ID: z.string() }));
const Answer = z.record(z.string(), z.unknown());

describe('what is set shows', () => {
  let agent: DevAgent;
  let node: Record<string, unknown>;

  const get = async (path: string): Promise<Response> => fetch(agent.url + path);
  beforeAll(async () => {
    agent = await startDevAgent(SETTINGS);
    const [first] = Nodes.parse(await (await get('/v1/nodes')).json());
    node = Answer.parse(await (await get(`/v1/node/${first?.ID}`)).json());
  }, 60_000);
  afterAll(() => agent.stop(), 60_000);

  test('with its node', () => {
    expect(node).toMatchObject({
      Name: 'effect',
      Datacenter: 'dc9',
      NodeClass: 'large',
      NodePool: 'batch',
      HTTPAddr: '192.0.2.1:4747',
      Meta: { rack: 'r7' },
      NodeResources: {
        Cpu: { CpuShares: 9_000 },
        Memory: { MemoryMB: 5_000 },
        Disk: { DiskMB: 70_000 },
        MinDynamicPort: 21_000,
        MaxDynamicPort: 21_900,
      },
      ReservedResources: {
        Cpu: { CpuShares: 300 },
        Memory: { MemoryMB: 200 },
        Disk: { DiskMB: 100 },
        Networks: { ReservedHostPorts: '22,80' },
      },
      HostVolumes: { data: { Path: '/tmp', ReadOnly: true } },
    });
  });

  test('in what its drivers offer', () => {
    expect(node['Drivers']).not.toHaveProperty('java');
    expect(node['Drivers']).toHaveProperty('exec');
    expect(node['Drivers']).toMatchObject({ raw_exec: { Healthy: false } });
    expect(node['Attributes']).toMatchObject({
      'driver.docker.privileged.enabled': '1',
      'driver.docker.volumes.enabled': '1',
    });
  });

  test('in the cluster that it begins', async () => {
    expect(await (await get('/v1/regions')).json()).toEqual(['eu']);
    expect(await (await get('/v1/operator/scheduler/configuration')).json()).toMatchObject({
      SchedulerConfig: {
        SchedulerAlgorithm: 'spread',
        PreemptionConfig: { ServiceSchedulerEnabled: true, BatchSchedulerEnabled: false },
      },
    });
  });

  test('in the answers of its API', async () => {
    const answer = await get('/v1/metrics');
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
    const told = await answer.text();
    expect(told).not.toContain('"host"');
    expect(told).not.toContain('"nomad.client.');
    expect(told).toContain('"nomad.runtime.');
  });

  test('where the agent tells of itself', async () => {
    expect(await (await get('/v1/agent/self')).json()).toMatchObject({
      config: { Region: 'eu', Datacenter: 'dc9' },
      member: { Name: 'effect.eu', Tags: { dc: 'dc9', region: 'eu' } },
    });
  });
});
