import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { addNode, NODE_ID, place, running } from '../testing/cluster-life.ts';
import { ALL_METRICS } from '../ports.ts';
import { helloJob } from '../testing/hello.ts';
import { openTestApi, type TestApi, testId } from '../testing/test-api.ts';
import { metricsToPrometheus } from './render.ts';

const ALLOC_ID = testId('a', 1);

const STARTED = { type: 'Started', atMs: 1, displayMessage: 'Task started by client' };
const TIMING = {
  name: 'nomad.plan.submit',
  count: 2,
  sumMs: 6,
  minMs: 2,
  maxMs: 4,
  meanMs: 3,
  stddevMs: 1,
  p50Ms: 2,
  p90Ms: 4,
  p99Ms: 4,
};

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi({
    nodeId: NODE_ID,
    metrics: { ...ALL_METRICS, filter: { prefixes: ['-nomad.runtime.sys'], isDefault: true } },
  });
  await addNode(api);
  await api.app.inject({ method: 'POST', url: '/v1/jobs', payload: helloJob() });
  await place(api, 'hello', ALLOC_ID);
  await api.append(`client.${NODE_ID}`, running(ALLOC_ID, 'server', [STARTED]));
  api.store.live.serve(`agent.${NODE_ID}.all-alloc-stats`, async () => ({
    [ALLOC_ID]: { server: { atMs: 1, cpu: { percent: 50 }, memory: { rssBytes: 4096 } } },
  }));
  api.store.live.serve(`agent.${NODE_ID}.stats`, async () => ({
    atMs: 1,
    uptimeSeconds: 77,
    memory: { totalBytes: 1000, availableBytes: 400, freeBytes: 300 },
    cpus: [{ userPercent: 10, systemPercent: 5, idlePercent: 85 }],
    allocDir: {
      path: '/a',
      sizeBytes: 200,
      usedBytes: 50,
      availableBytes: 150,
      inodesUsedPercent: 1,
    },
  }));
});
afterEach(() => api.close());

interface JsonMetrics {
  Timestamp: string;
  Gauges: { Name: string; Value: number; Labels: Record<string, string> }[];
  Counters: { Name: string; Count: number; Labels: Record<string, string> }[];
  Samples: { Name: string; Count: number; Sum: number; Max: number }[];
}

async function metrics(): Promise<JsonMetrics> {
  return (await api.app.inject('/v1/metrics')).json<JsonMetrics>();
}

async function valueOf(name: string): Promise<number | undefined> {
  const { Gauges } = await metrics();
  return Gauges.find((each) => each.Name === name)?.Value;
}

describe('/v1/metrics', () => {
  test.each([
    { name: 'nomad.nomad.job_status.running', value: 1 },
    { name: 'nomad.nomad.job_summary.running', value: 1 },
    { name: 'nomad.nomad.job_summary.starting', value: 0 },
    { name: 'nomad.nomad.heartbeat.active', value: 1 },
    { name: 'nomad.nomad.blocked_evals.total_blocked', value: 0 },
    { name: 'nomad.client.allocated.memory', value: 128 },
    { name: 'nomad.client.unallocated.memory', value: 8000 - 128 },
    { name: 'nomad.client.allocations.running', value: 1 },
    { name: 'nomad.client.tasks.running', value: 1 },
    { name: 'nomad.client.uptime', value: 77 },
    { name: 'nomad.client.host.memory.used', value: 600 },
    { name: 'nomad.client.host.cpu.total', value: 15 },
    { name: 'nomad.client.host.disk.used_percent', value: 25 },
    { name: 'nomad.client.allocs.cpu.total_percent', value: 50 },
    { name: 'nomad.client.allocs.memory.rss', value: 4096 },
    { name: 'nomad.client.allocs.memory.allocated', value: 128 * 1_048_576 },
    { name: 'nomad.raft.appliedIndex', value: 4 },
  ])('$name is $value', async ({ name, value }) => {
    expect(await valueOf(name)).toBe(value);
  });

  test('has the labels of Nomad', async () => {
    const answer = (await api.app.inject('/v1/metrics')).json<JsonMetrics>();
    expect(answer.Timestamp).toBe('2026-11-22 18:00:00 +0000 UTC');
    expect(answer.Gauges).toContainEqual({
      Name: 'nomad.nomad.job_summary.running',
      Value: 1,
      Labels: { job: 'hello', task_group: 'example', namespace: 'default', host: 'server1' },
    });
  });

  test('counts what happened to tasks, by job', async () => {
    const { Counters } = await metrics();
    expect(Counters).toContainEqual(
      expect.objectContaining({
        Name: 'nomad.client.allocs.running',
        Count: 1,
        Labels: expect.objectContaining({ job: 'hello', task: 'server', node_id: NODE_ID }),
      }),
    );
  });

  test('tells how long requests took, and what workers did', async () => {
    api.store.live.publish('service.timings', {
      service: 'scheduler-worker',
      instance: 'w1',
      timings: [TIMING],
    });
    const { Samples, Counters } = await metrics();
    expect(Counters).toContainEqual(
      expect.objectContaining({ Name: 'nomad.nomad.rpc.request', Count: 2 }),
    );
    const register = Samples.find(({ Name }) => Name === 'nomad.nomad.job.register');
    expect(register?.Count).toBe(1);
    expect(register?.Sum).toBeGreaterThan(0);
    const resolve = Samples.find(({ Name }) => Name === 'nomad.nomad.acl.resolve_token');
    expect(resolve?.Count).toBe(2);
    const submit = Samples.find(({ Name }) => Name === 'nomad.nomad.plan.submit');
    expect(submit).toMatchObject({ Count: 2, Sum: 6, Max: 4 });
  });

  test('leaves out what the filter forbids', async () => {
    expect(await valueOf('nomad.runtime.sys_bytes')).toBeUndefined();
    expect(await valueOf('nomad.runtime.alloc_bytes')).toBeGreaterThan(0);
  });

  test('is text for Prometheus', async () => {
    const answer = await api.app.inject('/v1/metrics?format=prometheus');
    expect(answer.headers['content-type']).toBe(
      'text/plain; version=0.0.4; charset=utf-8; escaping=underscores',
    );
    expect(answer.body).toContain(
      '# TYPE nomad_nomad_job_status_running gauge\nnomad_nomad_job_status_running{host="server1"} 1\n',
    );
    expect(answer.body).toContain('nomad_runtime_alloc_bytes{host="server1"} ');
    expect(answer.body).toContain('nomad_nomad_job_register_count{host="server1"} 1\n');
    expect(answer.body).toContain('nomad_nomad_job_register{host="server1",quantile="0.5"} ');
  });

  test('tells of one node alone when it is asked to', async () => {
    const url = `/v1/metrics?node_id=${NODE_ID}`;
    const { Gauges } = (await api.app.inject(url)).json<JsonMetrics>();
    expect(Gauges.every(({ Name }) => Name.startsWith('nomad.client.'))).toBe(true);
    const unknown = await api.app.inject(`/v1/metrics?node_id=${testId('b', 9)}`);
    expect(unknown.statusCode).toBe(404);
  });
});

test('what users name is escaped for Prometheus', () => {
  const text = metricsToPrometheus([
    { kind: 'gauge', name: 'a.b', labels: { 'job-name': 'say "hi"\n\\' }, value: 2 },
  ]);
  expect(text).toContain(String.raw`nomad_a_b{job_name="say \"hi\"\n\\"} 2`);
});
