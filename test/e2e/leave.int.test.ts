import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { isAlive } from './harness/alive.ts';
import { Cluster } from './harness/cluster.ts';
import { until } from './harness/until.ts';

const Stubs = z.array(z.object({ ID: z.string(), NodeName: z.string(), ClientStatus: z.string() }));
const Nodes = z.array(
  z.object({
    Name: z.string(),
    SchedulingEligibility: z.string(),
    LastDrain: z.object({ Status: z.string() }).nullish(),
  }),
);

const SCRIPT = 'echo $$ > "$NOMAD_ALLOC_DIR/data/pid"; exec sleep 600';

const JOB = {
  ID: 'stays',
  Type: 'service',
  Datacenters: ['dc1'],
  TaskGroups: [
    {
      Name: 'g',
      EphemeralDisk: { SizeMB: 10 },
      Migrate: {
        MaxParallel: 1,
        HealthCheck: 'task_states',
        MinHealthyTime: 0,
        HealthyDeadline: 60e9,
      },
      Tasks: [
        {
          Name: 't',
          Driver: 'raw_exec',
          Config: { command: '/bin/sh', args: ['-c', SCRIPT] },
          LogConfig: { MaxFiles: 1, MaxFileSizeMB: 5 },
          Resources: { CPU: 20, MemoryMB: 16 },
        },
      ],
    },
  ],
};

describe('an agent that is told to stop', () => {
  let cluster: Cluster;

  beforeEach(async () => {
    cluster = await Cluster.start(['server']);
  }, 120_000);
  afterEach(() => cluster.close(), 120_000);

  const startClient = async (name: 'client1' | 'client2', leaves: object): Promise<void> => {
    const client = {
      enabled: true,
      servers: [`127.0.0.1:${cluster.rpcPort}`],
      drain_on_shutdown: { deadline: '20s' },
    };
    const plugin = { raw_exec: { config: { enabled: true } } };
    const agent = await cluster.launch(name, { client, plugin, ...leaves });
    cluster.agents.set(name, agent);
    await agent.prints('agent is up');
  };

  const runsOn = (name: string): Promise<string> =>
    until(`the job runs on ${name}`, async () => {
      const stubs = Stubs.parse(await cluster.get('/v1/job/stays/allocations'));
      return stubs.find((stub) => stub.NodeName === name && stub.ClientStatus === 'running')?.ID;
    });

  const pidOf = async (name: 'client1' | 'client2', allocId: string): Promise<number> =>
    Number(await readFile(join(cluster.dataDir(name), 'alloc', allocId, 'alloc/data/pid'), 'utf8'));

  const stopJob = async (pid: number): Promise<void> => {
    await cluster.steppe('job', 'stop', '-purge', 'stays');
    await until('the task is gone', async () => !isAlive(pid));
  };

  const runJob = async (): Promise<string> => {
    const body = JSON.stringify({ Job: JOB });
    const answer = await fetch(`${cluster.api}/v1/jobs`, { method: 'POST', body });
    expect(answer.status).toBe(200);
    return runsOn('client1');
  };

  test.each([
    { signal: 'SIGINT', leaves: { leave_on_interrupt: true } },
    { signal: 'SIGTERM', leaves: { leave_on_terminate: true } },
  ] as const)(
    'by $signal, and leaves then, drains its node first, which ends empty',
    async ({ signal, leaves }) => {
      await startClient('client1', leaves);
      const allocId = await runJob();
      const pid = await pidOf('client1', allocId);
      await startClient('client2', {});
      expect(await cluster.agent('client1').end(signal)).toBe(0);
      expect(isAlive(pid)).toBe(false);
      const moved = await runsOn('client2');
      const stubs = Stubs.parse(await cluster.get('/v1/job/stays/allocations'));
      expect(stubs.find(({ ID }) => ID === allocId)?.ClientStatus).toBe('complete');
      const nodes = Nodes.parse(await cluster.get('/v1/nodes'));
      expect(nodes.find(({ Name }) => Name === 'client1')).toMatchObject({
        SchedulingEligibility: 'ineligible',
        LastDrain: { Status: 'complete' },
      });
      await stopJob(await pidOf('client2', moved));
    },
    120_000,
  );

  test('by a signal at which it does not leave lets its tasks go on', async () => {
    await startClient('client1', { leave_on_interrupt: true });
    const allocId = await runJob();
    const pid = await pidOf('client1', allocId);
    expect(await cluster.agent('client1').end('SIGTERM')).toBe(0);
    expect(isAlive(pid)).toBe(true);
    await startClient('client1', {});
    await stopJob(pid);
  }, 120_000);
});
