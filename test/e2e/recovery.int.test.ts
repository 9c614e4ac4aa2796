import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { childrenOf } from './harness/alive.ts';
import { Cluster } from './harness/cluster.ts';
import { until } from './harness/until.ts';

const AllocStubs = z.array(
  z.object({
    ID: z.string(),
    NodeID: z.string(),
    NodeName: z.string(),
    ClientStatus: z.string(),
    DesiredStatus: z.string(),
  }),
);

/** Killing any one process loses nothing: the same job, the same one allocation, the same container, answering. */
describe('after a kill -9 of', () => {
  let cluster: Cluster;
  let allocId = '';
  let clientName: 'client1' | 'client2' = 'client1';
  let containerId = '';

  beforeAll(async () => {
    cluster = await Cluster.start();
    await cluster.steppe('job', 'run', '-detach', await cluster.jobFile());
    const alloc = await until('the allocation runs', async () => {
      const [stub] = AllocStubs.parse(await cluster.get('/v1/job/hello/allocations'));
      return stub?.ClientStatus === 'running' && stub;
    });
    allocId = alloc.ID;
    clientName = alloc.NodeName === 'client1' ? 'client1' : 'client2';
    containerId = await containerOf(allocId);
  }, 120_000);

  afterAll(async () => {
    await cluster.steppe('job', 'stop', '-purge', 'hello');
    await until('the container is gone', async () => (await containerOf(allocId)) === '');
    await cluster.close();
  }, 120_000);

  /** The whole of what must hold, asked through the API and from outside. */
  const expectNothingLost = async (): Promise<void> => {
    await until('the job answers as before', async () => {
      const stubs = AllocStubs.parse(await cluster.get('/v1/job/hello/allocations'));
      expect(
        stubs.map(({ ID, ClientStatus, DesiredStatus }) => ({ ID, ClientStatus, DesiredStatus })),
      ).toEqual([{ ID: allocId, ClientStatus: 'running', DesiredStatus: 'run' }]);
      const alloc = z
        .object({
          AllocatedResources: z.object({
            Tasks: z.record(
              z.string(),
              z.object({ Networks: z.array(z.object({ IP: z.string() })) }),
            ),
          }),
        })
        .parse(await cluster.get(`/v1/allocation/${allocId}`));
      const ip = alloc.AllocatedResources.Tasks['server']?.Networks[0]?.IP;
      return (await (await fetch(`http://${ip}:${cluster.jobPort}`)).text()) === 'hello\n';
    });
    expect(await containerOf(allocId)).toBe(containerId);
  };

  /** The cluster must not only remember, but work: a new job is placed, runs to its end and is forgotten again. */
  const expectJobsToRun = async (): Promise<void> => {
    const response = await fetch(`${cluster.api}/v1/jobs`, {
      method: 'POST',
      body: JSON.stringify({ Job: probe(cluster) }),
    });
    expect(response.status).toBe(200);
    const placed = await until('a probe job is placed', async () => {
      const stubs = AllocStubs.parse(await cluster.get('/v1/job/probe/allocations'));
      return stubs.find(({ DesiredStatus }) => DesiredStatus === 'run');
    });
    await fetch(`${cluster.api}/v1/job/probe?purge=true`, { method: 'DELETE' });
    await until('nothing is left of the probe', async () => (await containerOf(placed.ID)) === '');
  };

  test('the nats-server, which its agent starts again', async () => {
    const [pid] = await childrenOf(cluster.agent('server').pid, 'nats-server');
    process.kill(pid ?? 0, 'SIGKILL');
    await until('another nats-server runs', async () => {
      const [next] = await childrenOf(cluster.agent('server').pid, 'nats-server');
      return next !== undefined && next !== pid;
    });
    await expectNothingLost();
    await expectJobsToRun();
  }, 120_000);

  test('the scheduler-worker, which its agent starts again', async () => {
    const [pid] = await childrenOf(cluster.agent('server').pid, 'scheduler-worker');
    process.kill(pid ?? 0, 'SIGKILL');
    await expectJobsToRun();
    await expectNothingLost();
  }, 120_000);

  test('the client that runs the container: it goes on, and the next agent adopts it', async () => {
    await cluster.agent(clientName).end('SIGKILL');
    expect(await containerOf(allocId)).toBe(containerId);
    await cluster.startAgent(clientName);
    await expectNothingLost();
    await expectJobsToRun();
  }, 120_000);

  test('the server', async () => {
    await cluster.agent('server').end('SIGKILL');
    await cluster.startAgent('server');
    await expectNothingLost();
    await expectJobsToRun();
  }, 120_000);
});

function probe(cluster: Cluster): unknown {
  return {
    ID: 'probe',
    Name: 'probe',
    Type: 'service',
    Datacenters: ['dc1'],
    TaskGroups: [
      {
        Name: 'g',
        Tasks: [
          {
            Name: 't',
            Driver: 'docker',
            Config: {
              image: 'hashicorp/http-echo',
              args: ['-listen', `:${cluster.jobPort}`, '-text', 'probe'],
            },
          },
        ],
      },
    ],
  };
}

/** The ID of an allocation's container, also of one that has ended; empty when there is none. */
async function containerOf(allocId: string): Promise<string> {
  const { stdout } = await promisify(execFile)('docker', [
    'ps',
    '-aq',
    '--no-trunc',
    '--filter',
    `label=com.hashicorp.nomad.alloc_id=${allocId}`,
  ]);
  return stdout.trim();
}
