import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { Cluster } from './harness/cluster.ts';
import { until } from './harness/until.ts';

const AllocStubs = z.array(
  z.object({
    ID: z.string(),
    NodeID: z.string(),
    ClientStatus: z.string(),
    DesiredStatus: z.string(),
  }),
);

const Placed = z.object({ EvalID: z.string(), NodeID: z.string() });

/** The quick start as its README tells it: real agents, a real nats-server, real Docker. Each test goes on from the one before. */
describe('the quick start', () => {
  let cluster: Cluster;
  let allocId = '';
  let address = '';

  const replay = () => cluster.steppe('operator', 'replay', `-nats=127.0.0.1:${cluster.rpcPort}`);

  beforeAll(async () => {
    cluster = await Cluster.start();
  }, 120_000);
  afterAll(async () => {
    await cluster.steppe('job', 'stop', '-purge', 'hello');
    await until('no allocation is left', async () => {
      const stubs = AllocStubs.parse(await cluster.get('/v1/allocations'));
      return stubs.every(
        ({ ClientStatus }) => ClientStatus !== 'running' && ClientStatus !== 'pending',
      );
    });
    await cluster.close();
  }, 120_000);

  test('job run tells of its evaluation, and follows the deployment to its end', async () => {
    const { stdout, stderr, code } = await cluster.steppe('job', 'run', await cluster.jobFile());
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(normalised(stdout)).toMatch(
      /^Job Warnings:\n1 warning:\n\n\* Group "example" has warnings: .*deprecated as of Nomad 0\.12\.0.*\n\n==> <time>: Monitoring evaluation "<id>"\n {4}<time>: Evaluation triggered by job "hello"\n/s,
    );
    expect(stdout).toMatch(/Allocation "[0-9a-f]{8}" created: node "[0-9a-f]{8}", group "example"/);
    expect(stdout).toMatch(/Evaluation "[0-9a-f]{8}" finished with status "complete"/);
    expect(stdout).toContain('Description = Deployment completed successfully');
  });

  test('job status lists the job, then all of it', async () => {
    const list = await cluster.steppe('job', 'status');
    expect(normalised(list.stdout)).toMatch(
      /^ID {5}Type {5}Priority {2}Status {3}Submit Date\nhello {2}service {2}50 {8}running {2}<time>\n$/,
    );
    const one = await cluster.steppe('job', 'status', 'hello');
    expect(one.stdout).toContain(
      'Task Group  Queued  Starting  Running  Failed  Complete  Lost  Unknown\nexample     0       0         1        0       0         0     0\n',
    );
    const [stub] = AllocStubs.parse(await cluster.get('/v1/job/hello/allocations'));
    allocId = stub?.ID ?? '';
    expect(one.stdout).toContain(allocId.slice(0, 8));
  });

  test('alloc status takes a prefix, and shows an address that answers', async () => {
    const { stdout, code } = await cluster.steppe('alloc', 'status', allocId.slice(0, 8));
    expect(code).toBe(0);
    expect(stdout).toContain('Client Status       = running\n');
    expect(stdout).toContain('Task "server" is "running"\n');
    expect(stdout).toMatch(/Started {5}Task started by client/);
    address = /http: (\S+)/.exec(stdout)?.[1] ?? '';
    expect(await (await fetch(`http://${address}`)).text()).toBe('hello\n');
  });

  test('eval explain takes the decision again, and comes to the same placement', async () => {
    const { EvalID, NodeID } = Placed.parse(await cluster.get(`/v1/allocation/${allocId}`));
    const { stdout, code } = await cluster.steppe('eval', 'explain', '-verbose', EvalID);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`place +hello\\.example\\[0\\] +${allocId} +${NodeID}`));
    expect(stdout).not.toContain('rejected');
    expect(stdout).toMatch(new RegExp(`\\* +${NodeID} .* fits`));
    const verbose = await cluster.steppe('alloc', 'status', '-verbose', allocId);
    expect(verbose.stdout).toMatch(/Evaluated Nodes +. [12]\n/);
    expect(verbose.stdout).toContain('Placement Metrics\nNode ');
  });

  test('alloc logs shows what the task printed', async () => {
    const { stdout, code } = await cluster.steppe('alloc', 'logs', allocId.slice(0, 8));
    expect(code).toBe(0);
    expect(stdout).toContain('server is listening on');
  });

  test('node status lists both nodes, also through a client agent', async () => {
    const { stdout } = await cluster.steppe('node', 'status');
    expect(stdout).toMatch(
      /^ID {8}Node Pool {2}DC {3}Name {5}Class {3}Drain {2}Eligibility {2}Status\n/,
    );
    expect(stdout).toMatch(/client1 {2}<none> {2}false {2}eligible {5}ready/);
    expect(stdout).toMatch(/client2 {2}<none> {2}false {2}eligible {5}ready/);
  });

  test('a replay of the stream in a new process gives the hash of every service', async () => {
    const { stdout, code } = await replay();
    expect(stdout).toMatch(/job-api/);
    expect(stdout).toMatch(/scheduler-worker/);
    expect(code).toBe(0);
  });

  test('stop ends the container', async () => {
    const { stdout, code } = await cluster.steppe('stop', 'hello');
    expect(code).toBe(0);
    expect(stdout).toMatch(/Evaluation "[0-9a-f]{8}" finished with status "complete"/);
    await until('the allocation is complete', async () => {
      const [stub] = AllocStubs.parse(await cluster.get('/v1/job/hello/allocations'));
      return stub?.ClientStatus === 'complete';
    });
    await expect(fetch(`http://${address}`)).rejects.toThrow('fetch failed');
    expect((await cluster.steppe('job', 'status', 'hello')).stdout).toContain(
      'Status        = dead (stopped)\n',
    );
  });

  test('after its whole life, a replay still gives the hash of every service', async () => {
    const { stdout, code } = await replay();
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/eval-broker/) });
  });
});

/** Times and IDs change from run to run. */
function normalised(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)/g, '<time>')
    .replaceAll(/\b[0-9a-f]{8}\b/g, '<id>');
}
