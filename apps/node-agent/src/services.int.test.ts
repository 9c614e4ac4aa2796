import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serviceInstances, type TaskGroup } from '@steppe/domain';
import { openMemoryStore } from '@steppe/event-log';
import { Cluster } from './testing/cluster.ts';
import { freePort } from './testing/free-port.ts';
import { aGroup, aJob, aPort, aTask } from './testing/jobs.ts';
import { eventTypes, taskMessages } from './testing/servers.ts';

/** Answers 200 while a file `ok` is there, and else 503. */
const SERVER = `
  const ok = () => require('fs').existsSync(process.env.NOMAD_ALLOC_DIR + '/data/ok');
  require('http').createServer((_, answer) => answer.writeHead(ok() ? 200 : 503).end('not yet'))
    .listen(process.env.NOMAD_PORT_http, '127.0.0.1');
`;
const SECOND_NS = 1e9;

let cluster: Cluster;
let port: number;

beforeEach(async () => {
  cluster = await Cluster.start(openMemoryStore(), { config: { networkInterface: 'lo' } });
  port = await freePort();
});
afterEach(() => cluster.stop());

const check = (more: object = {}): object => ({
  Name: 'alive',
  Type: 'http',
  Path: '/health',
  Interval: SECOND_NS / 20,
  Timeout: SECOND_NS,
  ...more,
});

const service = (more: object = {}): object => ({
  Name: '${JOB}-api',
  Provider: 'nomad',
  PortLabel: 'http',
  Tags: ['v1', '${NOMAD_TASK_NAME}'],
  ...more,
});

async function run(
  services: { group?: readonly object[]; task?: readonly object[] },
  changes: Partial<TaskGroup> = {},
): Promise<string> {
  const task = aTask({
    config: { command: process.execPath, args: ['-e', SERVER] },
    extra: { Services: services.task ?? [] },
    restartPolicy: { attempts: 2, intervalMs: 60_000, delayMs: 0, mode: 'fail' },
    shutdownDelayMs: 0,
  });
  const update = {
    staggerMs: 0,
    maxParallel: 1,
    healthCheck: 'checks',
    minHealthyTimeMs: 100,
    healthyDeadlineMs: 5_000,
    progressDeadlineMs: 10_000,
    autoRevert: false,
    autoPromote: false,
    canary: 0,
  };
  const group = aGroup({
    tasks: [task],
    update,
    extra: { Services: services.group ?? [] },
    ...changes,
  });
  const placed = { ports: [aPort(port)], deploymentId: randomUUID() };
  const allocId = await cluster.run(aJob({ groups: [group] }), placed);
  await cluster.untilStatus(allocId, 'running');
  return allocId;
}

const okFile = (allocId: string): string =>
  join(cluster.dataDir, 'alloc', allocId, 'alloc', 'data', 'ok');

const instances = () =>
  serviceInstances(cluster.projection.state, { namespace: 'default' }).map((row) => row.instance);

const checksOf = (allocId: string) =>
  cluster.store.live.request(
    `agent.${cluster.agent.nodeId}.alloc-checks`,
    { allocId },
    { timeoutMs: 5_000 },
  );

describe('a service', () => {
  test.each([
    { title: 'of a group', services: { group: [service()] }, owner: 'group-app' },
    { title: 'of a task', services: { task: [service()] }, owner: 'main' },
  ])('$title is registered while it is offered', async ({ services, owner }) => {
    const allocId = await run(services);
    await cluster.until(() => instances().length === 1);
    expect(instances()).toMatchObject([
      {
        id: `_nomad-task-${allocId}-${owner}-web-api-http`,
        name: 'web-api',
        namespace: 'default',
        allocId,
        tags: ['v1', 'main'],
        address: '127.0.0.1',
        port,
      },
    ]);
    await cluster.stopAlloc(allocId);
    await cluster.until(() => instances().length === 0);
  });

  test('of a canary has the tags of canaries', async () => {
    const canary = service({ CanaryTags: ['canary'] });
    const task = aTask({ extra: { Services: [canary] } });
    await cluster.run(aJob({ groups: [aGroup({ tasks: [task] })] }), {
      canary: true,
      ports: [aPort(port)],
    });
    await cluster.until(() => instances().length === 1);
    expect(instances()[0]?.tags).toEqual(['canary']);
  });

  test('is offered no more while its group waits for its shutdown_delay', async () => {
    const allocId = await run({ group: [service()] }, { shutdownDelayMs: 700 });
    await cluster.until(() => instances().length === 1);
    await cluster.stopAlloc(allocId);
    await cluster.until(() => instances().length === 0);
    expect(cluster.projection.state.allocs.get(allocId)?.clientStatus).toBe('running');
    await cluster.untilStatus(allocId, 'complete');
  });

  test('is told once by an agent and the next on its directory', async () => {
    await run({ group: [service()] });
    await cluster.until(() => instances().length === 1);
    const seqOf = () =>
      serviceInstances(cluster.projection.state, { namespace: '*' })[0]?.modifySeq;
    const before = seqOf();
    await cluster.agent.close();
    await cluster.restartAgent();
    const next = await cluster.run(aJob({ id: 'next' }));
    await cluster.untilStatus(next, 'running');
    expect(seqOf()).toBe(before);
  });
});

describe('a check', () => {
  test('that passes makes its allocation healthy, and one that does not keeps it from being so', async () => {
    const allocId = await run({ group: [service({ Checks: [check()] })] });
    const failing = async (): Promise<boolean> =>
      JSON.stringify(await checksOf(allocId)).includes('"failure"');
    while (!(await failing()));
    expect(cluster.projection.state.allocs.get(allocId)?.health).toBeUndefined();
    expect(await checksOf(allocId)).toMatchObject([
      { name: 'alive', service: 'web-api', status: 'failure', mode: 'healthiness' },
    ]);
    await writeFile(okFile(allocId), '');
    const row = await cluster.untilAlloc(allocId, ({ health }) => health !== undefined);
    expect(row.health).toMatchObject({ healthy: true });
    expect(await checksOf(allocId)).toMatchObject([{ status: 'success', statusCode: 200 }]);
  });

  test('that fails until the deadline makes it unhealthy', async () => {
    const allocId = await run({ task: [service({ Checks: [check({ Type: 'http' })] })] });
    const row = await cluster.untilAlloc(allocId, ({ health }) => health !== undefined);
    expect(row.health).toMatchObject({ healthy: false });
    expect(taskMessages(row, 'main')).toContain('Services not healthy by deadline');
  });

  test.each([
    { title: 'TCP', more: { Type: 'tcp' } },
    { title: 'a command', more: { Type: 'script', Command: '/bin/true' } },
    { title: 'what is ignored in updates', more: { OnUpdate: 'ignore' } },
  ])('of $title lets it be healthy', async ({ more }) => {
    const allocId = await run({ task: [service({ Checks: [check(more)] })] });
    const row = await cluster.untilAlloc(allocId, ({ health }) => health !== undefined);
    expect(row.health).toMatchObject({ healthy: true });
  });

  test('that fails too often restarts its task, as its restart policy says', async () => {
    const restarts = check({ CheckRestart: { Limit: 2, Grace: SECOND_NS } });
    const allocId = await run({ task: [service({ Checks: [restarts] })] });
    await writeFile(okFile(allocId), '');
    await cluster.untilAlloc(allocId, ({ health }) => health !== undefined);
    await rm(okFile(allocId));
    const row = await cluster.untilStatus(allocId, 'failed');
    expect(taskMessages(row, 'main')).toContain('healthcheck: check "alive" unhealthy');
    expect(row.taskStates['main']?.restarts).toBe(2);
    expect(eventTypes(row, 'main').at(-1)).toBe('Not Restarting');
  });
});
